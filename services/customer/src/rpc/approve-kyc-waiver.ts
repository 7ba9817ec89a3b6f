import { handleCommand } from "@rmp/event-store/handle-command";
import { ApproveKycWaiverRequest, type CustomerServiceService } from "@rmp/proto/rmp/customer/v1/commands";
import { answer, recordedOf } from "@rmp/service-kit/answer";
import { idIn } from "@rmp/service-kit/fields";
import type { Handlers } from "@rmp/service-kit/rpc";
import { customer } from "../domain/decide.ts";
import type { Deps } from "./deps.ts";
import { customerRefusals } from "./refusals.ts";

export const approveKycWaiver =
  ({ runtime }: Deps): Handlers<typeof CustomerServiceService>["approveKycWaiver"] =>
  async (request, call) => {
    const { context, by } = await runtime.command(call, request, ApproveKycWaiverRequest);
    const customerId = idIn<"customer">("customer_id", request.customerId);
    const proposalId = idIn<"proposal">("proposal_id", request.proposalId);
    const command = { type: "ApproveKycWaiver", proposalId, by } as const;
    const outcome = await handleCommand(runtime.events, customer, customerId, command, context);
    return answer(outcome, customerRefusals, (accepted) => ({ recorded: recordedOf(accepted) }));
  };
