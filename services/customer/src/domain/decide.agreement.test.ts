import { type AgreementRefusal, type CustomerEvent, kycItems } from "@rmp/events/customer";
import { given } from "@rmp/test-kit/given-when-then";
import { describe, it } from "vitest";
import {
  acknowledged,
  applied,
  byService,
  call,
  callsHeld,
  commands,
  documents,
  executed,
  held,
  identityVerified,
  onboarded,
  questionnaire,
  recorded,
  underAgreement,
  verified,
} from "../../test/onboarding.ts";
import { customer } from "./decide.ts";

const { execute } = commands;

const isRefusedAfter = (history: readonly CustomerEvent[], reason: AgreementRefusal) =>
  given(customer, ...history)
    .when(execute)
    .thenRefusedOnRecord(reason, { type: "AgreementRefused", data: { reason } });

describe("Plan II, C-II-08: cannot enter into an agreement without going through that onboarding process", () => {
  it("is refused, on record, before any call was held", () => isRefusedAfter(applied, "calls-not-held"));
  it("is refused with one call", () => isRefusedAfter([...applied, ...callsHeld.slice(1)], "calls-not-held"));
  it("is refused where no call was a call-back", () =>
    isRefusedAfter([...applied, held(call("pbx-1")), held(call("pbx-3", 1))], "calls-not-held"));
  it("is refused for the calls first, whatever else is missing or there", () =>
    isRefusedAfter([...applied, ...identityVerified, questionnaire, acknowledged], "calls-not-held"));
  it("counts the calls that the policy in force wants", () =>
    given(customer, ...onboarded)
      .when({ ...execute, policy: { ...execute.policy, heldCalls: 3 } })
      .thenRefusedOnRecord("calls-not-held", { type: "AgreementRefused", data: { reason: "calls-not-held" } }));
  it("is refused again as it was refused, and allowed when all is there", () =>
    given(customer, ...applied, { type: "AgreementRefused", data: { reason: "calls-not-held" } }, ...onboarded.slice(3))
      .when(execute)
      .then(...executed));
});

describe("Plan II, C-II-02: verify identity as part of entering into a formal written agreement", () => {
  it("is refused before the identity is verified", () =>
    isRefusedAfter([...applied, ...callsHeld, questionnaire, acknowledged], "identity-not-verified"));
  it("is refused while one of the six is only collected", () =>
    isRefusedAfter(
      [...applied, ...callsHeld, ...kycItems.map(recorded), ...kycItems.slice(1).map(verified)],
      "identity-not-verified",
    ));
});

describe("Plan II, C-II-20: completion of a detailed new-customer questionnaire", () => {
  it("is recorded with its version and use cases", () =>
    given(customer, ...applied)
      .when(commands.completeQuestionnaire)
      .then(questionnaire));
  it("may be completed anew", () =>
    given(customer, ...applied, questionnaire)
      .when(commands.completeQuestionnaire)
      .then(questionnaire));
  it("stands before the agreement", () =>
    isRefusedAfter([...applied, ...callsHeld, ...identityVerified, acknowledged], "questionnaire-not-completed"));
});

describe("Plan II, C-II-21: acknowledge the various legal restrictions and conditions", () => {
  it("is recorded with the statement's version, and with what it covers", () =>
    given(customer, ...applied)
      .when(commands.acknowledge)
      .then(acknowledged));
  for (const missing of ["legalRestrictions", "platformConditions"] as const)
    it(`is not recorded without the ${missing}`, () =>
      given(customer, ...applied)
        .when({
          ...commands.acknowledge,
          acknowledgement: { ...commands.acknowledge.acknowledgement, [missing]: false },
        })
        .thenRefused("acknowledgement-incomplete"));
});

describe("Plan II, C-II-04: acknowledgement of the legal regime for outbound calling", () => {
  it("stands before the agreement", () =>
    isRefusedAfter([...applied, ...callsHeld, ...identityVerified, questionnaire], "regulations-not-acknowledged"));
});

describe("Plan II, C-II-09: no online-only subscribers", () => {
  it("enters into no agreement with a service identity, on record", () =>
    given(customer, ...onboarded)
      .when({ ...execute, by: byService })
      .thenRefusedOnRecord("not-a-person", { type: "AgreementRefused", data: { reason: "not-a-person" } }));
  it("says so before it says what else is missing", () =>
    given(customer, ...applied)
      .when({ ...execute, by: byService })
      .thenRefusedOnRecord("not-a-person", { type: "AgreementRefused", data: { reason: "not-a-person" } }));
});

describe("Plan II, C-II-03: formal written agreement", () => {
  it("is executed with the hash of the signed document", () =>
    given(customer, ...onboarded)
      .when(execute)
      .then(...executed));
  it("executed again as it stands changes nothing", () =>
    given(customer, ...underAgreement)
      .when(execute)
      .thenNothing());
  it("is not executed over another document", () =>
    given(customer, ...underAgreement)
      .when({ ...execute, documents: { ...documents, documentSha256: "e".repeat(64) } })
      .thenRefused("agreement-already-executed"));
});

describe("Plan III, C-III-01: customers contractually agree to various terms and conditions", () => {
  it("is not executed over other terms", () =>
    given(customer, ...underAgreement)
      .when({ ...execute, documents: { ...documents, termsVersion: "terms-4" } })
      .thenRefused("agreement-already-executed"));
});

describe("Plan III, C-III-02: their usage is subject to the AUP", () => {
  it("accepts the AUP with the agreement", () =>
    given(customer, ...onboarded)
      .when({ ...execute, documents: { ...documents, aupVersion: "aup-9" } })
      .then(...executed.slice(0, 1), { type: "AupAccepted", data: { aupVersion: "aup-9" } }));
  it("is not executed over another AUP", () =>
    given(customer, ...underAgreement)
      .when({ ...execute, documents: { ...documents, aupVersion: "aup-3" } })
      .thenRefused("agreement-already-executed"));
});

describe("Plan II, C-II-08: a refusal on record is the answer to its retry", () => {
  it("has its reason in the event", ({ expect }) => {
    expect(customer.refusalOf?.({ type: "AgreementRefused", data: { reason: "calls-not-held" } })).toBe(
      "calls-not-held",
    );
    expect(customer.refusalOf?.({ type: "WholesaleRefused", data: { businessName: "Carrier Co" } })).toBe(
      "wholesale-not-provided",
    );
    expect(applied.map((event) => customer.refusalOf?.(event))).toEqual([undefined, undefined, undefined]);
  });
});
