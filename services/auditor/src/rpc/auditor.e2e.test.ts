import { randomUUID } from "node:crypto";
import { policySetV2 } from "@rmp/plan/data";
import { personIdOf } from "@rmp/plan/staff-register";
import { failureOf, platformUnderTest } from "@rmp/test-kit/platform";
import { expect, it } from "vitest";

const { desk, operator, sbc, reader, cast } = await platformUnderTest();
const officer = { token: cast.officer.token };
const reviewer = { token: cast.reviewer.token };
const request = () => ({ requestId: randomUUID(), minPosition: "" });
const person = () => ({ issuer: "https://issuer.example", subject: randomUUID(), name: "A New Colleague" });
const plan = {
  version: "v2",
  effectiveAt: { seconds: BigInt(Date.UTC(2021, 9, 15, 4) / 1000), nanos: 0 },
  text: Buffer.from("another text"),
};

it("BootstrapPersons opens the register once", async () =>
  expect(
    await failureOf(operator.staff.bootstrapPersons({ requestId: randomUUID(), persons: [person(), person()] })),
  ).toEqual({ code: "FAILED_PRECONDITION", reason: "register-already-open", section: "Plan II" }));

it("BootstrapPersons is the operator's alone", async () =>
  expect(
    await failureOf(desk.staff.bootstrapPersons({ requestId: randomUUID(), persons: [person(), person()] }, officer)),
  ).toEqual({ code: "PERMISSION_DENIED", reason: "caller-not-allowed" }));

it("BootstrapPersons wants exactly two", async () =>
  expect(await failureOf(operator.staff.bootstrapPersons({ requestId: "7", persons: [person()] }))).toEqual({
    code: "INVALID_ARGUMENT",
    fields: ["request_id", "persons"],
  }));

it("EnterPerson, by a person; the same request is answered the same, another body under its id is refused", async () => {
  const entry = { requestId: randomUUID(), person: person() };
  const first = await desk.staff.enterPerson(entry, officer);
  expect(first.personId).toBe(personIdOf(entry.person.issuer, entry.person.subject));
  expect(await desk.staff.enterPerson(entry, officer)).toEqual(first);
  expect(await failureOf(desk.staff.enterPerson({ ...entry, person: person() }, officer))).toEqual({
    code: "INVALID_ARGUMENT",
    fields: ["request_id"],
  });
});

it("EnterPerson by a service is refused", async () =>
  expect(await failureOf(desk.staff.enterPerson({ requestId: randomUUID(), person: person() }))).toEqual({
    code: "FAILED_PRECONDITION",
    reason: "not-a-person",
    section: "Plan II",
  }));

it("DeactivatePerson ends a person's standing, everywhere", async () => {
  const entered = await desk.staff.enterPerson({ requestId: randomUUID(), person: person() }, officer);
  const ended = await desk.staff.deactivatePerson({ requestId: randomUUID(), personId: entered.personId }, reviewer);
  expect(ended.recorded?.stream).toBe("staff-register");
  expect(
    await failureOf(desk.staff.deactivatePerson({ requestId: randomUUID(), personId: randomUUID() }, officer)),
  ).toEqual({ code: "NOT_FOUND", reason: "person-not-found", section: "Plan II" });
});

it("AdoptPlan refuses another text under a version that stands", async () =>
  expect(await failureOf(desk.plan.adoptPlan({ ...request(), ...plan }, officer))).toEqual({
    code: "FAILED_PRECONDITION",
    reason: "plan-version-already-adopted",
    section: "Plan I",
  }));

it("AdoptPlan names the fields that are wrong", async () =>
  expect(
    await failureOf(
      desk.plan.adoptPlan({ ...request(), version: "2", effectiveAt: undefined, text: Buffer.alloc(0) }, officer),
    ),
  ).toEqual({ code: "INVALID_ARGUMENT", fields: ["version", "effective_at", "text"] }));

it("ProposePolicySet names the value that is wrong, by its path in the JSON", async () => {
  const set = { ...policySetV2(), numbering: { agingDays: 7 } };
  expect(
    await failureOf(desk.plan.proposePolicySet({ ...request(), policySetJson: JSON.stringify(set) }, officer)),
  ).toEqual({ code: "INVALID_ARGUMENT", fields: ["policy_set_json.numbering.agingDays"] });
});

it("ApprovePolicySet is refused to the proposer and open to another", async () => {
  const policySetJson = JSON.stringify({ ...policySetV2(), version: randomUUID() });
  const { proposalId, policyHash } = await desk.plan.proposePolicySet({ ...request(), policySetJson }, officer);
  const approval = { proposalId, effectiveAt: { seconds: BigInt(Date.UTC(2100, 0) / 1000), nanos: 0 } };
  expect(await failureOf(desk.plan.approvePolicySet({ ...request(), ...approval }, officer))).toEqual({
    code: "FAILED_PRECONDITION",
    reason: "approver-is-proposer",
    section: "Plan I",
  });
  expect((await desk.plan.approvePolicySet({ ...request(), ...approval }, reviewer)).policyHash).toBe(policyHash);
});

it("GetPlanInForce answers an auditor, at the position asked for", async () => {
  const { recorded } = await desk.staff.enterPerson({ requestId: randomUUID(), person: person() }, officer);
  const answer = await reader.plan.getPlanInForce({ minPosition: recorded?.position ?? "" });
  expect([answer.planVersion, answer.policySetVersion]).toEqual(["v2", "ccs-v2-1"]);
  expect(BigInt(answer.position) >= BigInt(recorded?.position ?? "0")).toBe(true);
});

it("is closed to an SBC", async () =>
  expect(await failureOf(sbc.plan.getPlanInForce({ minPosition: "" }))).toEqual({
    code: "PERMISSION_DENIED",
    reason: "caller-not-allowed",
  }));

it("refuses a token that proves no person", async () =>
  expect(await failureOf(desk.plan.adoptPlan({ ...request(), ...plan }, { token: `${cast.officer.token}x` }))).toEqual({
    code: "UNAUTHENTICATED",
  }));
