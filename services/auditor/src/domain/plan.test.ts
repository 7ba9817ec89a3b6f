import { fold } from "@rmp/event-store/decider";
import type { AuditorEvent } from "@rmp/events/auditor";
import { policySetV2 } from "@rmp/plan/data";
import { inForce, type PlanHistory, planInForce } from "@rmp/plan/plan-in-force";
import { policyHash } from "@rmp/plan/policy-hash";
import { personIdOf } from "@rmp/plan/staff-register";
import { given } from "@rmp/test-kit/given-when-then";
import { derivedId } from "@rmp/vocabulary/ids";
import { instant, plus } from "@rmp/vocabulary/instant";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plan } from "./plan.ts";

const [ada, ben] = [personIdOf("https://issuer.test", "ada"), personIdOf("https://issuer.test", "ben")];
const byAda = { kind: "staff", id: ada } as const;
const byBen = { kind: "staff", id: ben } as const;
const service = { kind: "service", id: "service/customer" } as const;
const at = instant(Date.UTC(2026, 10, 24, 12));
const later = instant(Date.UTC(2026, 11, 1));
const v2Day = instant(Date.UTC(2021, 9, 15, 4));
const text = "a".repeat(64);
const policySet = policySetV2();
const hash = policyHash(policySet);
const proposalId = derivedId<"proposal">("p1");
const proposals = fc.constantFrom("p1", "p2", "p3").map((name) => derivedId<"proposal">(name));

const adopted: AuditorEvent = { type: "PlanAdopted", data: { version: "v2", effectiveAt: v2Day, textSha256: text } };
const proposed: AuditorEvent = {
  type: "PolicySetProposed",
  data: { proposalId, policySet, policyHash: hash, proposedBy: ada },
};
const approved = {
  type: "PolicySetApproved",
  data: { proposalId, policyHash: hash, effectiveAt: at, proposedBy: ada, approvedBy: ben },
} as const satisfies AuditorEvent;
const adoptV2 = { type: "AdoptPlan", version: "v2", effectiveAt: v2Day, textSha256: text, by: byAda, at } as const;
const approve = { type: "ApprovePolicySet", proposalId, effectiveAt: at, by: byBen, at } as const;

describe("Plan VV, C-VV-01: v. 2, effective October 15, 2021", () => {
  it("is adopted by a person, with its effective day and the hash of its text", () =>
    given(plan).when(adoptV2).then(adopted));
  it("is not adopted by a service", () =>
    given(plan)
      .when({ ...adoptV2, by: service })
      .thenRefused("not-a-person"));
  it("adopted again as it stands changes nothing", () => given(plan, adopted).when(adoptV2).thenNothing());
  it("is not adopted again with another text", () =>
    given(plan, adopted)
      .when({ ...adoptV2, textSha256: "b".repeat(64) })
      .thenRefused("plan-version-already-adopted"));
  it.each([
    ["a day of the past", plus(v2Day, { days: 1 })],
    ["this instant", at],
  ])("is not superseded from %s on: events since carry v2", (_, effectiveAt) =>
    given(plan, adopted)
      .when({ ...adoptV2, version: "v3", effectiveAt })
      .thenRefused("effective-in-the-past", { given: effectiveAt }),
  );
  it("adopted again after it took effect changes nothing", () =>
    given(plan, adopted, { type: "PlanAdopted", data: { version: "v3", effectiveAt: at, textSha256: text } })
      .when({ ...adoptV2, version: "v3", effectiveAt: at, at: later })
      .thenNothing());
});

describe("Plan I, C-I-10: supersedes its initial filing", () => {
  it("says which version the new one supersedes", () =>
    given(plan, adopted)
      .when({ ...adoptV2, version: "v3", effectiveAt: later })
      .then(
        { type: "PlanAdopted", data: { version: "v3", effectiveAt: later, textSha256: text } },
        { type: "PlanSuperseded", data: { version: "v2", by: "v3" } },
      ));
  it("takes effect after the one before", () =>
    given(plan, adopted)
      .when({ ...adoptV2, version: "v3" })
      .thenRefused("plan-not-later"));
});

describe("Plan I, C-I-10: one plan version in force at every instant", () => {
  const hour = (n: number) => plus(instant(Date.UTC(2026, 0, 1)), { hours: n });
  const hours = fc.nat(20).map(hour);
  const versions = fc.constantFrom("v2", "v3", "v4");
  const someSet = versions.map((planVersion) => ({ ...policySet, planVersion }));
  const command = fc.oneof(
    fc.record({
      type: fc.constant("AdoptPlan" as const),
      version: versions,
      effectiveAt: hours,
      textSha256: fc.constant(text),
    }),
    fc.record({
      type: fc.constant("ProposePolicySet" as const),
      proposalId: proposals,
      policySet: someSet,
      policyHash: fc.constant(hash),
    }),
    fc.record({ type: fc.constant("ApprovePolicySet" as const), proposalId: proposals, effectiveAt: hours }),
  );
  /** What was in force at each hour before the n-th. */
  const until = (n: number, history: PlanHistory) =>
    Array.from({ length: n }, (_, past) => ({
      version: planInForce(history, hour(past))?.version,
      policy: inForce(history, hour(past))?.policy.proposalId,
    }));

  it("what was in force before a command stays so, whatever is commanded", () =>
    fc.assert(
      fc.property(fc.array(command, { minLength: 5, maxLength: 20 }), (commands) => {
        let history = fold(plan, [adopted]);
        for (const [n, next] of commands.entries()) {
          const asked = next.type === "ProposePolicySet" ? { ...next, by: byAda } : { ...next, by: byBen, at: hour(n) };
          const decision = plan.decide(asked, history);
          const after = decision.kind === "accept" ? decision.events.reduce(plan.evolve, history) : history;
          expect(until(n, after)).toEqual(until(n, history));
          history = after;
        }
      }),
    ));
});

describe("Plan I, C-I-06: complies with the practices it describes", () => {
  const propose = { type: "ProposePolicySet", proposalId, policySet, policyHash: hash, by: byAda } as const;
  it("lets a person propose what the plan's words mean", () => given(plan, adopted).when(propose).then(proposed));
  it("lets no service propose it", () =>
    given(plan, adopted)
      .when({ ...propose, by: service })
      .thenRefused("not-a-person"));
  it("interprets an adopted plan only", () => given(plan).when(propose).thenRefused("plan-not-adopted"));
  it("takes effect by another person's approval", () => given(plan, adopted, proposed).when(approve).then(approved));
  it("is not approved by its proposer", () =>
    given(plan, adopted, proposed)
      .when({ ...approve, by: byAda })
      .thenRefused("approver-is-proposer"));
  it("is not approved by a service", () =>
    given(plan, adopted, proposed)
      .when({ ...approve, by: service })
      .thenRefused("not-a-person"));
  it("is not approved for the past", () =>
    given(plan, adopted, proposed)
      .when({ ...approve, effectiveAt: v2Day })
      .thenRefused("effective-in-the-past", { given: v2Day }));
  it("takes effect at once where no instant is named", () =>
    given(plan, adopted, proposed)
      .when({ ...approve, effectiveAt: undefined })
      .then(approved));
  it("approves only what was proposed", () => given(plan, adopted).when(approve).thenRefused("proposal-not-found"));
  it("approved again changes nothing", () => given(plan, adopted, proposed, approved).when(approve).thenNothing());
  it("approved again for now changes nothing where it is in force", () =>
    given(plan, adopted, proposed, approved)
      .when({ ...approve, effectiveAt: undefined, at: later })
      .thenNothing());
  it("approved again for now is refused where it is not in force yet", () =>
    given(plan, adopted, proposed, { ...approved, data: { ...approved.data, effectiveAt: later } })
      .when({ ...approve, effectiveAt: undefined })
      .thenRefused("proposal-already-approved"));
  it("is not approved again for another instant", () =>
    given(plan, adopted, proposed, approved)
      .when({ ...approve, effectiveAt: later })
      .thenRefused("proposal-already-approved"));
});
