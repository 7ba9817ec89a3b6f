import type { AuditorEvent } from "@rmp/events/auditor";
import type { PolicySet } from "@rmp/events/policy-set";
import type { Instant } from "@rmp/vocabulary/instant";
import type { Id, PersonId } from "@rmp/vocabulary/ids";

export interface AdoptedPlan {
  readonly version: string;
  readonly effectiveAt: Instant;
  readonly textSha256: string;
}

export interface ProposedPolicy {
  readonly policySet: PolicySet;
  readonly policyHash: string;
  readonly proposedBy: PersonId;
}

export interface ApprovedPolicy extends ProposedPolicy {
  readonly proposalId: Id<"proposal">;
  readonly effectiveAt: Instant;
  readonly approvedBy: PersonId;
}

/** One provider's plan stream, folded: every version adopted, every policy set proposed and approved, in that order. */
export interface PlanHistory {
  readonly plans: readonly AdoptedPlan[];
  readonly proposals: Readonly<Record<string, ProposedPolicy>>;
  readonly policies: readonly ApprovedPolicy[];
}

/** What a decision is made under. */
export interface InForce {
  readonly plan: AdoptedPlan;
  readonly policy: ApprovedPolicy;
}

export const noPlan: PlanHistory = { plans: [], proposals: {}, policies: [] };

/** Folds an event of the plan stream; other events of the auditor's catalog leave the history as it is. */
export function evolvePlan(history: PlanHistory, event: AuditorEvent): PlanHistory {
  switch (event.type) {
    case "PlanAdopted":
      return { ...history, plans: [...history.plans, event.data] };
    case "PolicySetProposed": {
      const { proposalId, ...proposal } = event.data;
      return { ...history, proposals: { ...history.proposals, [proposalId]: proposal } };
    }
    case "PolicySetApproved": {
      const proposal = history.proposals[event.data.proposalId];
      if (!proposal) throw new Error(`policy set approved without its proposal ${event.data.proposalId}`);
      const { proposalId, effectiveAt, approvedBy } = event.data;
      return { ...history, policies: [...history.policies, { ...proposal, proposalId, effectiveAt, approvedBy }] };
    }
    default:
      return history;
  }
}

/** Plan I: each version supersedes the one before, so that one is in force at every instant after the first. */
export const planInForce = (history: PlanHistory, at: Instant): AdoptedPlan | undefined =>
  history.plans.findLast((plan) => plan.effectiveAt <= at);

/**
 * The plan in force and the policy set that interprets it: of those approved for it, the one that took effect last, and
 * of equals the one approved last. Undefined while either is missing.
 */
export function inForce(history: PlanHistory, at: Instant): InForce | undefined {
  const plan = planInForce(history, at);
  const policy = history.policies
    .filter(({ policySet, effectiveAt }) => policySet.planVersion === plan?.version && effectiveAt <= at)
    .reduce<ApprovedPolicy | undefined>(
      (last, next) => (last && last.effectiveAt > next.effectiveAt ? last : next),
      undefined,
    );
  return plan && policy && { plan, policy };
}
