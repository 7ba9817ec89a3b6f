import { randomUUID } from "node:crypto";
import { connectAs } from "@rmp/deploy-local/clients";
import { attempt, authorize } from "@rmp/deploy-local/demo/place-call";
import { AttestationLevel } from "@rmp/proto/rmp/attestation/v1/calls";
import { RpcError } from "@rmp/service-kit/errors";
import { failureOf, platformUnderTest } from "@rmp/test-kit/platform";
import { afterAll, describe, expect, it } from "vitest";
import { gist, refused, subscribe } from "../../test/calls.ts";

const under = await platformUnderTest();
const { platform, desk, reader, sbc } = under;
const otherSbc = connectAs("sbc-bench", platform);
afterAll(() => otherSbc[Symbol.dispose]());

const { trunk, numbers, position, ...caller } = await subscribe(under);
const call = (change: Partial<Parameters<typeof attempt>[0]> = {}) =>
  attempt({ trunk, callingNumber: numbers[0], minPosition: position, ...change });
const known = ["number-assigned-to-customer", "customer-in-standing", "ingress-provisioned"];
const evidence = [caller.assigned, caller.approved, caller.provisioned];

describe("Plan IV, C-IV-10: the level of a call", () => {
  it("is A for the customer's own number through its own trunk, by the events that say so", async () =>
    expect(gist(await authorize(sbc, call()))).toEqual({
      outcome: { level: AttestationLevel.A },
      reasons: known,
      planSection: "Plan IV",
      evidence,
    }));

  it("is lowered where the client asks for less, and says so", async () =>
    expect(gist(await authorize(sbc, call({ atMost: AttestationLevel.C })))).toEqual({
      outcome: { level: AttestationLevel.C },
      reasons: ["level-lowered-on-request", ...known],
      planSection: "Plan IV",
      evidence,
    }));

  it("is decided under the plan and the policy in force, and journaled", async () => {
    const asked = call();
    const decision = await authorize(sbc, asked);
    const { planVersion, policyHash } = await reader.plan.getPlanInForce({ minPosition: "" });
    expect([decision.callId, decision.planVersion, decision.policyHash]).toEqual([
      asked.callId,
      planVersion,
      policyHash,
    ]);
    expect(decision.journalReference).toMatch(/^attestation-1:\d+:\d+$/);
    expect(BigInt(decision.viewPosition) >= BigInt(position)).toBe(true);
  });
});

describe("Plan IV, C-IV-11: a call is refused", () => {
  const notAssigned = {
    outcome: refused("number-not-assigned-to-customer"),
    reasons: ["number-not-assigned-to-customer"],
    planSection: "Plan IV",
    evidence: [caller.provisioned, caller.approved],
  };
  const notProvisioned = {
    outcome: refused("ingress-not-provisioned"),
    reasons: ["ingress-not-provisioned"],
    planSection: "Plan IV",
    evidence: [],
  };

  it("with the number of another customer", async () => {
    const other = await subscribe(under);
    const spoofed = call({ callingNumber: other.numbers[0], minPosition: other.position });
    expect(gist(await authorize(sbc, spoofed))).toEqual(notAssigned);
  });

  it("with what is no telephone number", async () =>
    expect(gist(await authorize(sbc, call({ callingNumber: "anonymous" })))).toEqual(notAssigned));

  it("through a trunk that nobody was given", async () =>
    expect(gist(await authorize(sbc, call({ trunk: `nobody-${randomUUID()}` })))).toEqual(notProvisioned));

  it("through the customer's trunk, where another SBC names it", async () =>
    expect(gist(await authorize(otherSbc, call()))).toEqual(notProvisioned));
});

describe("an emergency call", () => {
  it.each(["911", "933", "988"])(
    "to %s is permitted, unsigned, through a trunk that nobody was given",
    async (code) => {
      const decision = await authorize(
        sbc,
        attempt({ trunk: "nobody", callingNumber: "+13035550199", calledNumber: code }),
      );
      expect([decision.outcome, decision.reasons, decision.evidence]).toEqual([
        { $case: "permit", value: { level: AttestationLevel.UNSPECIFIED, identity: "", originationId: "" } },
        ["emergency-call"],
        [],
      ]);
    },
  );

  it("is permitted though nothing else of its request is acceptable", async () => {
    const decision = await authorize(sbc, attempt({ callId: "", trunk: "", callingNumber: "", calledNumber: "911" }));
    expect(decision.reasons).toEqual(["emergency-call"]);
  });
});

describe("the same call asked about again", () => {
  it("is answered from the journal", async () => {
    const asked = call();
    const first = await authorize(sbc, asked);
    const { journalReference, viewPosition, ingressAt } = await authorize(sbc, asked);
    expect({ journalReference, viewPosition, ingressAt }).toEqual({
      journalReference: first.journalReference,
      viewPosition: first.viewPosition,
      ingressAt: first.ingressAt,
    });
  });

  it("with another body is not acceptable", async () => {
    const asked = call();
    await authorize(sbc, asked);
    expect(await failureOf(authorize(sbc, { ...asked, calledNumber: "+12025550124" }))).toEqual({
      code: "INVALID_ARGUMENT",
      fields: ["call.call_id"],
    });
  });

  it("by another SBC is another call", async () => {
    const asked = call();
    await authorize(sbc, asked);
    expect((await authorize(otherSbc, { ...asked, calledNumber: "+12025550124" })).reasons).toEqual([
      "ingress-not-provisioned",
    ]);
  });
});

describe("AuthorizeCall", () => {
  it("names the fields that are wrong", async () => {
    const wrong = { callId: "", trunk: "a trunk", callingNumber: "", calledNumber: "", minPosition: "now" };
    const fields = ["call_id", "trunk", "calling_number", "called_number", "at_most", "min_position"];
    // A level of another version of the proto.
    const asked = Object.assign(attempt(wrong), { atMost: 7 });
    expect(await failureOf(authorize(sbc, asked))).toEqual({
      code: "INVALID_ARGUMENT",
      fields: fields.map((field) => `call.${field}`),
    });
  });

  it("says of a number only its length", async () => {
    const failure = await authorize(sbc, call({ calledNumber: "+4930-1234" })).catch((error: unknown) => error);
    expect(failure instanceof RpcError && failure.violations).toEqual([
      {
        field: "call.called_number",
        description:
          'must be a number in E.164 ("+" and 8 to 15 digits, a NANP number of 11), or 911, 933 or 988; given: 10 characters',
      },
    ]);
  });

  it("wants a call", async () =>
    expect(await failureOf(sbc.attestation.authorizeCall({ call: undefined }))).toEqual({
      code: "INVALID_ARGUMENT",
      fields: ["call"],
    }));

  it("does not answer before the view has covered what is asked for", async () => {
    const future = `${BigInt(position) * 1_000n}`;
    const asked = sbc.attestation.authorizeCall({ call: call({ minPosition: future }) }, { deadlineMs: 500 });
    expect(await failureOf(asked)).toEqual({ code: "DEADLINE_EXCEEDED" });
  });

  it("is closed to everybody but an SBC", async () =>
    expect(await failureOf(desk.attestation.authorizeCall({ call: call() }))).toEqual({
      code: "PERMISSION_DENIED",
      reason: "caller-not-allowed",
    }));
});
