import { handleCommand } from "@rmp/event-store/handle-command";
import { type CustomerServiceService, ProposeKycWaiverRequest } from "@rmp/proto/rmp/customer/v1/commands";
import { answer, recordedOf } from "@rmp/service-kit/answer";
import { idIn } from "@rmp/service-kit/fields";
import type { Handlers } from "@rmp/service-kit/rpc";
import { customer } from "../domain/decide.ts";
import type { Deps } from "./deps.ts";
import { personalOf } from "./personal.ts";
import { customerRefusals } from "./refusals.ts";
import { kycItems, wordIn } from "./wire-words.ts";

export const proposeKycWaiver =
  ({ runtime }: Deps): Handlers<typeof CustomerServiceService>["proposeKycWaiver"] =>
  async (request, call) => {
    const { context, by, newId } = await runtime.command(call, request, ProposeKycWaiverRequest);
    const customerId = idIn<"customer">("customer_id", request.customerId);
    const proposalId = newId("proposal");
    const item = wordIn("item", request.item, kycItems);
    const reason = personalOf(customerId)(request.reason);
    const command = { type: "ProposeKycWaiver", proposalId, item, reason, by } as const;
    const outcome = await handleCommand(runtime.events, customer, customerId, command, context);
    return answer(outcome, customerRefusals, (accepted) => ({ proposalId, recorded: recordedOf(accepted) }));
  };
