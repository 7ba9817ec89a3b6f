import { handleCommand } from "@rmp/event-store/handle-command";
import { type CustomerServiceService, VerifyKycItemRequest } from "@rmp/proto/rmp/customer/v1/commands";
import { answer, recordedOf } from "@rmp/service-kit/answer";
import { idIn } from "@rmp/service-kit/fields";
import type { Handlers } from "@rmp/service-kit/rpc";
import { customer } from "../domain/decide.ts";
import type { Deps } from "./deps.ts";
import { personalOf } from "./personal.ts";
import { customerRefusals } from "./refusals.ts";
import { kycItems, wordIn } from "./wire-words.ts";

export const verifyKycItem =
  ({ runtime }: Deps): Handlers<typeof CustomerServiceService>["verifyKycItem"] =>
  async (request, call) => {
    const { context, by } = await runtime.command(call, request, VerifyKycItemRequest);
    const customerId = idIn<"customer">("customer_id", request.customerId);
    const item = wordIn("item", request.item, kycItems);
    const source = personalOf(customerId)(request.source);
    const command = { type: "VerifyKycItem", item, source, by } as const;
    const outcome = await handleCommand(runtime.events, customer, customerId, command, context);
    return answer(outcome, customerRefusals, (accepted) => ({ recorded: recordedOf(accepted) }));
  };
