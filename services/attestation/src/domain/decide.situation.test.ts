import { describe, expect, it } from "vitest";
import { given, known, nobody, permit, refusal } from "../../test/given-call.ts";
import { acme, limitsChanged, midnight, onBoard, terminated } from "../../test/subscriber.ts";
import { createUsageLedger } from "./usage.ts";

describe("Plan V, C-V-04: calls-per-second limit", () => {
  const busy = (calls: number) => {
    const usage = createUsageLedger();
    for (let n = 0; n < calls; n += 1) usage.begin(`${n}`, { customerId: acme, elapsed: 0 });
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
      .when({}, { ...busy(3), elapsed: 999 })
      .then(exceeded));
  it("permits a call a second later", () =>
    given(...onBoard)
      .when({}, { ...busy(3), elapsed: 1000 })
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
    for (let n = 0; n < calls; n += 1) usage.begin(`${n}`, { customerId: acme, elapsed: -10_000 });
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
    expect([usage.sessions(acme), usage.callsInLastSecond(acme, 0)]).toEqual([0, 0]);
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
      .when({}, { certificate: { begins: 0, ends: midnight } })
      .then({ ...refusal, reason: "signing-certificate-expired", retryAfterSeconds: 30 }));
  it("refuses before the signing certificate is valid", () =>
    given(...onBoard)
      .when({}, { certificate: { begins: midnight + 1, ends: midnight + 2 } })
      .then({ ...refusal, reason: "signing-certificate-not-yet-valid", retryAfterSeconds: 30 }));
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
          { policy: undefined, viewAgeMs: Number.POSITIVE_INFINITY, certificate: { begins: 0, ends: 0 } },
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
