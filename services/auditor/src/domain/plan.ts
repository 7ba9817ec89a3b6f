import { accept, type Decider, type Decision, refuse } from "@rmp/event-store/decider";
import type { AuditorEvent } from "@rmp/events/auditor";
import { type ApprovedPolicy, evolvePlan, noPlan, type PlanHistory } from "@rmp/plan/plan-in-force";
import { isPerson } from "@rmp/vocabulary/actor";
import type { PlanCommand } from "./commands.ts";
import { approverIsAnother, rewritesNoHistory, supersedes, takesEffectNowOrLater } from "./rules.ts";

export type PlanRefusal =
  | "not-a-person"
  | "plan-version-already-adopted"
  | "plan-not-later"
  | "plan-not-adopted"
  | "proposal-not-found"
  | "proposal-already-approved"
  | "approver-is-proposer"
  | "effective-in-the-past";

type PlanDecision = Decision<AuditorEvent, PlanRefusal>;
type Command<Type extends PlanCommand["type"]> = Extract<PlanCommand, { readonly type: Type }>;

function decide(command: PlanCommand, history: PlanHistory): PlanDecision {
  switch (command.type) {
    case "AdoptPlan":
      return adopt(command, history);
    case "ProposePolicySet":
      return propose(command, history);
    case "ApprovePolicySet":
      return approve(command, history);
  }
}

function adopt(command: Command<"AdoptPlan">, history: PlanHistory): PlanDecision {
  const { version, effectiveAt, textSha256, by, at } = command;
  if (!isPerson(by)) return refuse("not-a-person");
  const standing = history.plans.find((plan) => plan.version === version);
  if (standing?.textSha256 === textSha256 && standing.effectiveAt === effectiveAt) return accept();
  if (standing) return refuse("plan-version-already-adopted");
  if (!supersedes(history, effectiveAt)) return refuse("plan-not-later");
  if (!rewritesNoHistory(history, effectiveAt, at)) return refuse("effective-in-the-past", { given: effectiveAt });
  const adopted = { type: "PlanAdopted", data: { version, effectiveAt, textSha256 } } as const;
  const former = history.plans.at(-1);
  if (!former) return accept(adopted);
  return accept(adopted, { type: "PlanSuperseded", data: { version: former.version, by: version } });
}

function propose(command: Command<"ProposePolicySet">, history: PlanHistory): PlanDecision {
  const { proposalId, policySet, policyHash, by } = command;
  if (!isPerson(by)) return refuse("not-a-person");
  if (!history.plans.some((plan) => plan.version === policySet.planVersion)) return refuse("plan-not-adopted");
  return accept({ type: "PolicySetProposed", data: { proposalId, policySet, policyHash, proposedBy: by.id } });
}

function approve(command: Command<"ApprovePolicySet">, history: PlanHistory): PlanDecision {
  const { proposalId, effectiveAt = command.at, by, at } = command;
  if (!isPerson(by)) return refuse("not-a-person");
  const proposal = history.proposals[proposalId];
  if (!proposal) return refuse("proposal-not-found");
  const { policyHash, proposedBy } = proposal;
  const standing = history.policies.find((approved) => approved.proposalId === proposalId);
  if (standing) return isWhatStands(command, standing) ? accept() : refuse("proposal-already-approved");
  if (!approverIsAnother(proposedBy, by.id)) return refuse("approver-is-proposer");
  if (!takesEffectNowOrLater(effectiveAt, at)) return refuse("effective-in-the-past", { given: effectiveAt });
  return accept({
    type: "PolicySetApproved",
    data: { proposalId, policyHash, effectiveAt, proposedBy, approvedBy: by.id },
  });
}

/** Whether the approval asks for what an earlier one made: the same instant, or "now" of a set in force by now. */
const isWhatStands = ({ effectiveAt, at }: Command<"ApprovePolicySet">, standing: ApprovedPolicy): boolean =>
  effectiveAt === undefined ? standing.effectiveAt <= at : standing.effectiveAt === effectiveAt;

/** `plan-<providerId>`: the filed plan's versions and the policy sets that interpret them. */
export const plan: Decider<PlanHistory, PlanCommand, AuditorEvent, PlanRefusal> = {
  category: "plan",
  initial: noPlan,
  evolve: evolvePlan,
  decide,
};
