import { handleCommand } from "@rmp/event-store/handle-command";
import { type EnforcementServiceService, TakeOverLimitsRequest } from "@rmp/proto/rmp/enforcement/v1/commands";
import { answer, recordedOf } from "@rmp/service-kit/answer";
import { idIn } from "@rmp/service-kit/fields";
import type { Handlers } from "@rmp/service-kit/rpc";
import { enforcement } from "../domain/decide.ts";
import type { Deps } from "./deps.ts";
import { limitsIn } from "./fields.ts";
import { refusals } from "./refusals.ts";

export const takeOverLimits =
  ({ runtime }: Deps): Handlers<typeof EnforcementServiceService>["takeOverLimits"] =>
  async (request, call) => {
    const { context } = await runtime.command(call, request, TakeOverLimitsRequest);
    const customerId = idIn<"customer">("customer_id", request.customerId);
    const command = { type: "TakeOverLimits", limits: limitsIn(request.limits), approval: request.approval } as const;
    const outcome = await handleCommand(runtime.events, enforcement, customerId, command, context);
    return answer(outcome, refusals, (accepted) => ({ recorded: recordedOf(accepted) }));
  };
