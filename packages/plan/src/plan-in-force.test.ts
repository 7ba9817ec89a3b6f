import { createHash } from "node:crypto";
import type { AuditorEvent } from "@rmp/events/auditor";
import { derivedId, type PersonId } from "@rmp/vocabulary/ids";
import { instant } from "@rmp/vocabulary/instant";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commitmentsV2, filedPlanV2, policySetV2 } from "./data.ts";
import { evolvePlan, inForce, noPlan, planInForce } from "./plan-in-force.ts";
import { policyHash } from "./policy-hash.ts";

const day = (n: number) => instant(Date.UTC(2021, 9, 15 + n));
const adopted = (version: string, n: number): AuditorEvent => ({
  type: "PlanAdopted",
  data: { version, effectiveAt: day(n), textSha256: "a".repeat(64) },
});
const maker = derivedId<"person">("maker") satisfies PersonId;
const checker = derivedId<"person">("checker");
const policy = (version: string, n: number): readonly AuditorEvent[] => {
  const policySet = { ...policySetV2(), version };
  const proposalId = derivedId<"proposal">(version);
  const hash = policyHash(policySet);
  return [
    { type: "PolicySetProposed", data: { proposalId, policySet, policyHash: hash, proposedBy: maker } },
    {
      type: "PolicySetApproved",
      data: { proposalId, policyHash: hash, effectiveAt: day(n), proposedBy: maker, approvedBy: checker },
    },
  ];
};
const history = (...events: readonly AuditorEvent[]) => events.reduce(evolvePlan, noPlan);

describe("Plan I, C-I-10: one version in force", () => {
  it("has none before the first takes effect", () =>
    expect(planInForce(history(adopted("v2", 0)), day(-1))).toBeUndefined());

  it("has exactly the last that took effect, at every instant", () =>
    fc.assert(
      fc.property(fc.nat(400), fc.integer({ min: 1, max: 300 }), (n, second) => {
        const version = planInForce(history(adopted("v2", 0), adopted("v3", second)), day(n))?.version;
        expect(version).toBe(n < second ? "v2" : "v3");
      }),
    ));
});

describe("Plan I, C-I-06: policy in force", () => {
  it("is none while none was approved", () => expect(inForce(history(adopted("v2", 0)), day(9))).toBeUndefined());

  it("is the one that took effect last, in whatever order they were approved", () => {
    const both = history(adopted("v2", 0), ...policy("late", 10), ...policy("early", 5));
    expect([4, 5, 9, 10].map((n) => inForce(both, day(n))?.policy.policySet.version)).toEqual([
      undefined,
      "early",
      "early",
      "late",
    ]);
  });

  it("interprets the plan in force and no other", () =>
    expect(inForce(history(adopted("v2", 0), ...policy("of v2", 1), adopted("v3", 5)), day(6))).toBeUndefined());
});

describe("Plan VV, C-VV-01: the filed text", () => {
  it("is the file that was filed", () =>
    expect(createHash("sha256").update(filedPlanV2()).digest("hex")).toBe(
      "123e81f851207c40c7cf62ea9c01a6d4291a7a3f2a7c5c8591947edaaeb75ca9",
    ));
  it("has 110 commitments, each with a unique id", () => {
    const ids = commitmentsV2().map(({ id }) => id);
    expect([ids.length, new Set(ids).size]).toEqual([110, 110]);
  });
});
