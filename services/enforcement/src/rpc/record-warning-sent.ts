import { handleCommand } from "@rmp/event-store/handle-command";
import { type EnforcementServiceService, RecordWarningSentRequest } from "@rmp/proto/rmp/enforcement/v1/commands";
import { answer, recordedOf } from "@rmp/service-kit/answer";
import { idIn, momentIn } from "@rmp/service-kit/fields";
import type { Handlers } from "@rmp/service-kit/rpc";
import { enforcement } from "../domain/decide.ts";
import type { Deps } from "./deps.ts";
import { channelIn } from "./fields.ts";
import { refusals } from "./refusals.ts";

export const recordWarningSent =
  ({ runtime, customers }: Deps): Handlers<typeof EnforcementServiceService>["recordWarningSent"] =>
  async (request, call) => {
    const { context, by, at } = await runtime.command(call, request, RecordWarningSentRequest);
    const customerId = idIn<"customer">("customer_id", request.customerId);
    const warningId = idIn<"warning">("warning_id", request.warningId);
    const [channel, sentAt] = [channelIn(request.channel), momentIn("sent_at", request.sentAt)];
    const applied = customers.has(customerId);
    const command = { type: "RecordWarningSent", warningId, channel, sentAt, applied, by, at } as const;
    const outcome = await handleCommand(runtime.events, enforcement, customerId, command, context);
    return answer(outcome, refusals, (accepted) => ({ recorded: recordedOf(accepted) }));
  };
