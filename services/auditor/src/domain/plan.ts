import { accept, type Decider, type Decision, refuse } from "@rmp/event-store/decider";
import type { AuditorEvent } from "@rmp/events/auditor";
import { evolvePlan, noPlan, type PlanHistory } from "@rmp/plan/plan-in-force";
import { isPerson } from "@rmp/vocabulary/actor";
import type { PlanCommand } from "./commands.ts";
import { approverIsAnother, supersedes, takesEffectNowOrLater } from "./rules.ts";

export type PlanRefusal =
  | "not-a-person"
  | "plan-version-already-adopted"
  | "plan-not-later"
  | "plan-not-adopted"
  | "proposal-not-found"
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

function adopt({ version, effectiveAt, textSha256, by }: Command<"AdoptPlan">, history: PlanHistory): PlanDecision {
  if (!isPerson(by)) return refuse("not-a-person");
  const standing = history.plans.find((plan) => plan.version === version);
  if (standing?.textSha256 === textSha256 && standing.effectiveAt === effectiveAt) return accept();
  if (standing) return refuse("plan-version-already-adopted");
  if (!supersedes(history, effectiveAt)) return refuse("plan-not-later");
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

function approve({ proposalId, effectiveAt, by, at }: Command<"ApprovePolicySet">, history: PlanHistory): PlanDecision {
  if (!isPerson(by)) return refuse("not-a-person");
  const proposal = history.proposals[proposalId];
  if (!proposal) return refuse("proposal-not-found");
  const { policyHash, proposedBy } = proposal;
  if (history.policies.some((approved) => approved.proposalId === proposalId)) return accept();
  if (!approverIsAnother(proposedBy, by.id)) return refuse("approver-is-proposer");
  if (!takesEffectNowOrLater(effectiveAt, at)) return refuse("effective-in-the-past");
  return accept({
    type: "PolicySetApproved",
    data: { proposalId, policyHash, effectiveAt, proposedBy, approvedBy: by.id },
  });
}

/** `plan-<providerId>`: the filed plan's versions and the policy sets that interpret them. */
export const plan: Decider<PlanHistory, PlanCommand, AuditorEvent, PlanRefusal> = {
  category: "plan",
  initial: noPlan,
  evolve: evolvePlan,
  decide,
};
