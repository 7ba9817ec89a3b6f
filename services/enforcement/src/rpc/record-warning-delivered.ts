import { handleCommand } from "@rmp/event-store/handle-command";
import { type EnforcementServiceService, RecordWarningDeliveredRequest } from "@rmp/proto/rmp/enforcement/v1/commands";
import { answer, recordedOf } from "@rmp/service-kit/answer";
import { idIn, momentIn } from "@rmp/service-kit/fields";
import type { Handlers } from "@rmp/service-kit/rpc";
import { enforcement } from "../domain/decide.ts";
import type { Deps } from "./deps.ts";
import { channelIn } from "./fields.ts";
import { refusals } from "./refusals.ts";

export const recordWarningDelivered =
  ({ runtime, customers }: Deps): Handlers<typeof EnforcementServiceService>["recordWarningDelivered"] =>
  async (request, call) => {
    const { context, by, at } = await runtime.command(call, request, RecordWarningDeliveredRequest);
    const customerId = idIn<"customer">("customer_id", request.customerId);
    const warningId = idIn<"warning">("warning_id", request.warningId);
    const [channel, deliveredAt] = [channelIn(request.channel), momentIn("delivered_at", request.deliveredAt)];
    const { receiptSha256 } = request;
    const applied = customers.has(customerId);
    const command = {
      type: "RecordWarningDelivered",
      warningId,
      channel,
      deliveredAt,
      receiptSha256,
      applied,
      by,
      at,
    } as const;
    const outcome = await handleCommand(runtime.events, enforcement, customerId, command, context);
    return answer(outcome, refusals, (accepted) => ({ recorded: recordedOf(accepted) }));
  };
