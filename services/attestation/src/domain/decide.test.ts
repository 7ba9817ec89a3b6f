import { describe, expect, it } from "vitest";
import {
  accessReleased,
  acme,
  approved,
  assigned,
  call,
  closed,
  factsOf,
  limitsChanged,
  midnight,
  onBoard,
  other,
  policy,
  provisioned,
  released,
  type Standing,
  terminated,
} from "../../test/subscriber.ts";
import type { CallAttempt, CallDecision } from "./call.ts";
import { decideCall, type Situation } from "./decide.ts";
import { createUsageLedger } from "./usage.ts";

const given = (...events: readonly Standing[]) => ({
  when(change: Partial<CallAttempt> = {}, situation: Partial<Situation> = {}) {
    const decision = decideCall(call(change), {
      at: midnight,
      policy,
      facts: factsOf(...events),
      viewAgeMs: 0,
      usage: createUsageLedger(),
      certificateEnds: midnight + 1,
      ...situation,
    });
    return { then: (expected: CallDecision) => expect(decision).toEqual(expected) };
  },
});

const known = ["number-assigned-to-customer", "customer-in-standing", "ingress-provisioned"] as const;
const evidence = ["number-12025550111@0", `customer-${acme}@9`, `customer-${acme}@8`];
const permit = { outcome: "permit", customerId: acme, level: "A", reasons: known, evidence } as const;
const refusal = { outcome: "refusal", customerId: acme, evidence: [], retryAfterSeconds: 0 } as const;
const nobody = { ...refusal, customerId: undefined };

describe("Plan IV, C-IV-11: only the numbers assigned by us are displayed", () => {
  const notAssigned = {
    ...refusal,
    reason: "number-not-assigned-to-customer",
    evidence: [`customer-${acme}@8`, `customer-${acme}@9`],
  } as const;

  it("permits the customer's own number, through its own trunk, with the three events that say so", () =>
    given(...onBoard)
      .when()
      .then(permit));
  it("refuses a number of nobody", () =>
    given(...onBoard)
      .when({ callingNumber: "+12025550112" })
      .then(notAssigned));
  it("refuses another customer's number", () =>
    given(...onBoard, assigned("+12025550112", other))
      .when({ callingNumber: "+12025550112" })
      .then(notAssigned));
  it("refuses a number from its release on", () =>
    given(...onBoard, released())
      .when()
      .then(notAssigned));
  it.each(["2025550111", "12025550111", "+1 202 555 0111", "anonymous", "+1202555011"])(
    "refuses %s, which is no number in E.164",
    (callingNumber) =>
      given(...onBoard)
        .when({ callingNumber })
        .then(notAssigned),
  );
  it("permits it to the customer that has it next", () =>
    given(...onBoard, released(), assigned("+12025550111"))
      .when()
      .then(permit));
});

describe("Plan IV, C-IV-12: the originating end user is known by how the call came in", () => {
  it("refuses a trunk that nobody was given", () =>
    given(...onBoard)
      .when({ trunk: "trunk-2" })
      .then({ ...nobody, reason: "ingress-not-provisioned" }));
  it("refuses the customer's trunk at another SBC", () =>
    given(...onBoard)
      .when({ sbc: "sbc-2" })
      .then({ ...nobody, reason: "ingress-not-provisioned" }));
  it("refuses a trunk of two customers, naming both provisionings", () =>
    given(...onBoard, provisioned(other))
      .when()
      .then({
        ...nobody,
        reason: "ingress-ambiguous",
        evidence: [`customer-${acme}@8`, `customer-${other}@8`],
      }));
  it("takes a trunk that is provisioned again for one customer's still", () =>
    given(...onBoard, provisioned(acme, "trunk-1", 10))
      .when()
      .then({ ...permit, evidence: [evidence[0] ?? "", `customer-${acme}@9`, `customer-${acme}@10`] }));
  it("refuses a trunk from its release on", () =>
    given(...onBoard, accessReleased())
      .when()
      .then({ ...nobody, reason: "ingress-not-provisioned" }));
});

describe("Plan II, C-II-05: who has not undergone the onboarding has no service", () => {
  it("refuses a customer who is not approved", () =>
    given(provisioned(), assigned())
      .when()
      .then({ ...refusal, reason: "customer-not-approved", evidence: [`customer-${acme}@8`] }));
});

describe("Plan IV, C-IV-15: terminated services stay terminated", () => {
  const ended = { ...refusal, reason: "services-terminated", evidence: [`enforcement-${acme}@6`] } as const;
  it("refuses after the termination", () =>
    given(...onBoard, terminated())
      .when()
      .then(ended));
  it("cites the termination after the closing too", () =>
    given(...onBoard, terminated(), closed())
      .when()
      .then(ended));
  it("refuses a closed customer before its termination is folded", () =>
    given(...onBoard, closed())
      .when()
      .then(ended));
  it("refuses an approval that is folded after the termination", () =>
    given(provisioned(), terminated(), limitsChanged(), approved(), assigned()).when().then(ended));
  it("does not touch the other customer", () =>
    given(...onBoard, terminated(other))
      .when()
      .then(permit));
});

describe("Plan V, C-V-04: calls-per-second limit", () => {
  const busy = (calls: number, at = midnight) => {
    const usage = createUsageLedger();
    for (let n = 0; n < calls; n += 1) usage.begin(`${n}`, { customerId: acme, at });
    return { usage };
  };
  const exceeded = {
    ...refusal,
    reason: "calls-per-second-exceeded",
    evidence: [`customer-${acme}@9`],
    retryAfterSeconds: 1,
  } as const;

  it("permits the call that reaches the limit", () =>
    given(...onBoard)
      .when({}, busy(2))
      .then(permit));
  it("refuses the one after it", () =>
    given(...onBoard)
      .when({}, busy(3))
      .then(exceeded));
  it("refuses it to the last millisecond of the second", () =>
    given(...onBoard)
      .when({}, { ...busy(3), at: midnight + 999, certificateEnds: midnight + 5000 })
      .then(exceeded));
  it("permits a call a second later", () =>
    given(...onBoard)
      .when({}, { ...busy(3), at: midnight + 1000, certificateEnds: midnight + 5000 })
      .then(permit));
  it("applies changed limits", () =>
    given(...onBoard, limitsChanged({ callsPerSecond: 2, sessions: 5 }))
      .when({}, busy(2))
      .then({ ...exceeded, evidence: [`enforcement-${acme}@0`] }));
  it("applies changed limits that are folded before the approval", () =>
    given(limitsChanged({ callsPerSecond: 2, sessions: 5 }), ...onBoard)
      .when({}, busy(2))
      .then({ ...exceeded, evidence: [`enforcement-${acme}@0`] }));
});

describe("Plan V, C-V-05: session limit", () => {
  const up = (calls: number) => {
    const usage = createUsageLedger();
    for (let n = 0; n < calls; n += 1) usage.begin(`${n}`, { customerId: acme, at: midnight - 10_000 + n * 1000 });
    return usage;
  };

  it("permits the call that reaches the limit", () =>
    given(...onBoard)
      .when({}, { usage: up(4) })
      .then(permit));
  it("refuses the one after it", () =>
    given(...onBoard)
      .when({}, { usage: up(5) })
      .then({ ...refusal, reason: "sessions-exceeded", evidence: [`customer-${acme}@9`], retryAfterSeconds: 5 }));
  it("permits one more when one has ended", () => {
    const usage = up(5);
    usage.end("2");
    given(...onBoard)
      .when({}, { usage })
      .then(permit);
  });
});

describe("Plan V, C-V-06: limits hold at the network level", () => {
  it("refuses a spoofed number for the number, and counts it towards no limit", () => {
    const usage = createUsageLedger();
    given(...onBoard)
      .when({ callingNumber: "+12025550112" }, { usage })
      .then({
        ...refusal,
        reason: "number-not-assigned-to-customer",
        evidence: [`customer-${acme}@8`, `customer-${acme}@9`],
      });
    expect([usage.sessions(acme), usage.callsInLastSecond(acme, midnight)]).toEqual([0, 0]);
  });
});

describe("Plan IV, C-IV-10: level A on evidence, and only on fresh evidence", () => {
  const stale = ["view-stale", ...known] as const;
  it("keeps A on a view of 30 seconds", () =>
    given(...onBoard)
      .when({}, { viewAgeMs: 30_000 })
      .then(permit));
  it("falls to B on an older view", () =>
    given(...onBoard)
      .when({}, { viewAgeMs: 30_001 })
      .then({ ...permit, level: "B", reasons: stale }));
  it("still permits on a view of 15 minutes", () =>
    given(...onBoard)
      .when({}, { viewAgeMs: 900_000 })
      .then({ ...permit, level: "B", reasons: stale }));
  it("refuses on an older view", () =>
    given(...onBoard)
      .when({}, { viewAgeMs: 900_001 })
      .then({ ...nobody, reason: "view-stale", retryAfterSeconds: 30 }));
  it("lowers the level on request", () =>
    given(...onBoard)
      .when({ atMost: "C" })
      .then({ ...permit, level: "C", reasons: ["level-lowered-on-request", ...known] }));
  it("never raises it on request", () =>
    given(...onBoard)
      .when({ atMost: "A" }, { viewAgeMs: 30_001 })
      .then({ ...permit, level: "B", reasons: stale }));
  it("refuses when the signing certificate has expired", () =>
    given(...onBoard)
      .when({}, { certificateEnds: midnight })
      .then({ ...refusal, reason: "signing-certificate-expired", retryAfterSeconds: 30 }));
});

describe("Plan I, C-I-07: no call without a plan in force", () => {
  it("refuses before the first policy", () =>
    given(...onBoard)
      .when({}, { policy: undefined })
      .then({ ...nobody, reason: "no-plan-in-force", retryAfterSeconds: 30 }));
});

describe("47 CFR 64.1200(k)(5): an emergency call passes", () => {
  it.each(["911", "933", "988", "+1911", "1988", "urn:service:sos", "urn:service:test.sos", "URN:service:sos.police"])(
    "to %s, whatever else is true",
    (calledNumber) =>
      given(terminated())
        .when(
          { calledNumber, callingNumber: "", trunk: "", atMost: "C" },
          { policy: undefined, viewAgeMs: Number.POSITIVE_INFINITY, certificateEnds: 0 },
        )
        .then({ outcome: "emergency" }),
  );
  it.each(["+19115550100", "9110", "+12029110911", "911 ", "urn:service:counseling"])(
    "but not one to %s",
    (calledNumber) =>
      given()
        .when({ calledNumber })
        .then({ ...nobody, reason: "ingress-not-provisioned" }),
  );
});
