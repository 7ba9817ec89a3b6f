import { handleCommand } from "@rmp/event-store/handle-command";
import { Personal } from "@rmp/event-store/personal";
import { ChangeLimitsRequest, type EnforcementServiceService } from "@rmp/proto/rmp/enforcement/v1/commands";
import { answer, recordedOf } from "@rmp/service-kit/answer";
import { idIn } from "@rmp/service-kit/fields";
import type { Handlers } from "@rmp/service-kit/rpc";
import { enforcement } from "../domain/decide.ts";
import type { Deps } from "./deps.ts";
import { limitsIn } from "./fields.ts";
import { limitRefusals } from "./refusals.ts";

export const changeLimits =
  ({ runtime, customers }: Deps): Handlers<typeof EnforcementServiceService>["changeLimits"] =>
  async (request, call) => {
    const { context, by } = await runtime.command(call, request, ChangeLimitsRequest);
    const customerId = idIn<"customer">("customer_id", request.customerId);
    const reason = Personal.of(request.reason, `customer:${customerId}`);
    const applied = customers.has(customerId);
    const command = { type: "ChangeLimits", limits: limitsIn(request.limits), reason, applied, by } as const;
    const outcome = await handleCommand(runtime.events, enforcement, customerId, command, context);
    return answer(outcome, limitRefusals, (accepted) => ({ recorded: recordedOf(accepted) }));
  };
