import { handleCommand } from "@rmp/event-store/handle-command";
import { type CustomerServiceService, RecordHeldCallRequest } from "@rmp/proto/rmp/customer/v1/commands";
import { answer, recordedOf } from "@rmp/service-kit/answer";
import { invalidArgument } from "@rmp/service-kit/errors";
import { idIn, momentIn } from "@rmp/service-kit/fields";
import type { Handlers } from "@rmp/service-kit/rpc";
import { customer } from "../domain/decide.ts";
import type { Deps } from "./deps.ts";
import { personalOf } from "./personal.ts";
import { customerRefusals } from "./refusals.ts";

export const recordHeldCall =
  ({ runtime }: Deps): Handlers<typeof CustomerServiceService>["recordHeldCall"] =>
  async (request, call) => {
    const { context, by, at } = await runtime.command(call, request, RecordHeldCallRequest);
    const customerId = idIn<"customer">("customer_id", request.customerId);
    const { callReference, callBack, durationSeconds } = request;
    if (callBack && request.numberSource.trim() === "")
      throw invalidArgument([{ field: "number_source", description: "is required for a call-back; given: nothing" }]);
    const connectedAt = momentIn("connected_at", request.connectedAt);
    const held = { callReference, callBack, connectedAt, durationSeconds };
    const personal = personalOf(customerId);
    const found = callBack && { numberSource: personal(request.numberSource) };
    const spokeWith = personal(request.spokeWith);
    const command = { type: "RecordHeldCall", call: held, ...found, spokeWith, by, at } as const;
    const outcome = await handleCommand(runtime.events, customer, customerId, command, context);
    return answer(outcome, customerRefusals, (accepted) => ({ recorded: recordedOf(accepted) }));
  };
