import { handleCommand } from "@rmp/event-store/handle-command";
import { type CustomerServiceService, RecordKycItemRequest } from "@rmp/proto/rmp/customer/v1/commands";
import { answer, recordedOf } from "@rmp/service-kit/answer";
import { idIn } from "@rmp/service-kit/fields";
import type { Handlers } from "@rmp/service-kit/rpc";
import { customer } from "../domain/decide.ts";
import type { Deps } from "./deps.ts";
import { personalOf } from "./personal.ts";
import { customerRefusals } from "./refusals.ts";
import { kycItems, wordIn } from "./wire-words.ts";

export const recordKycItem =
  ({ runtime }: Deps): Handlers<typeof CustomerServiceService>["recordKycItem"] =>
  async (request, call) => {
    const { context, by } = await runtime.command(call, request, RecordKycItemRequest);
    const customerId = idIn<"customer">("customer_id", request.customerId);
    const item = wordIn("item", request.item, kycItems);
    const { value } = request;
    const fact = item === "contact" ? { item, personalValue: personalOf(customerId)(value) } : { item, value };
    const command = { type: "RecordKycItem", fact, by } as const;
    const outcome = await handleCommand(runtime.events, customer, customerId, command, context);
    return answer(outcome, customerRefusals, (accepted) => ({ recorded: recordedOf(accepted) }));
  };
