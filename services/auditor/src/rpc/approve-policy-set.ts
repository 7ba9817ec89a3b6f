import { handleCommand } from "@rmp/event-store/handle-command";
import { ApprovePolicySetRequest, type PlanServiceService } from "@rmp/proto/rmp/auditor/v1/plan";
import { answer, recordedOf } from "@rmp/service-kit/answer";
import { idIn, momentIn } from "@rmp/service-kit/fields";
import type { Handlers } from "@rmp/service-kit/rpc";
import { plan } from "../domain/plan.ts";
import type { Deps } from "./deps.ts";
import { planRefusals } from "./refusals.ts";

export const approvePolicySet =
  ({ runtime, providerId }: Deps): Handlers<typeof PlanServiceService>["approvePolicySet"] =>
  async (request, call) => {
    const { context, by, at } = await runtime.openCommand(call, request, ApprovePolicySetRequest);
    const proposalId = idIn<"proposal">("proposal_id", request.proposalId);
    const effectiveAt = request.effectiveAt && momentIn("effective_at", request.effectiveAt);
    const command = { type: "ApprovePolicySet", proposalId, effectiveAt, by, at } as const;
    const outcome = await handleCommand(runtime.events, plan, providerId, command, context);
    return answer(outcome, planRefusals, (accepted) => ({
      policyHash: accepted.state.proposals[proposalId]?.policyHash ?? "",
      recorded: recordedOf(accepted),
    }));
  };
