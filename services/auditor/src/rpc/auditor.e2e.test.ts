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

it("BootstrapPersons names a field that holds a control character", async () => {
  const persons = [
    { ...person(), subject: "ada\u0000" },
    { ...person(), issuer: "a\u0000b", name: " " },
  ];
  expect(await failureOf(operator.staff.bootstrapPersons({ requestId: randomUUID(), persons }))).toEqual({
    code: "INVALID_ARGUMENT",
    fields: ["persons[0].subject", "persons[1].issuer", "persons[1].name"],
  });
});

it("EnterPerson names a field that holds a control character, and a name that is blank", async () =>
  expect(
    await failureOf(
      desk.staff.enterPerson(
        { requestId: randomUUID(), person: { issuer: "https://issuer.example\u0000", subject: "a\nb", name: "  " } },
        officer,
      ),
    ),
  ).toEqual({ code: "INVALID_ARGUMENT", fields: ["person.issuer", "person.subject", "person.name"] }));

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

it("DeactivatePerson ends a person's standing", async () => {
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

it("AdoptPlan refuses a version that would rewrite which plan was in force", async () => {
  const effectiveAt = { seconds: BigInt(Date.UTC(2025, 0) / 1000), nanos: 0 };
  expect(await failureOf(desk.plan.adoptPlan({ ...request(), ...plan, version: "v3", effectiveAt }, officer))).toEqual({
    code: "INVALID_ARGUMENT",
    reason: "effective-in-the-past",
    section: "Plan I",
    fields: ["effective_at"],
  });
});

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

it("ProposePolicySet names each value that no policy may have", async () => {
  const set = policySetV2();
  const wrong = {
    ...set,
    version: "x".repeat(101),
    numbering: { agingDays: Number.MAX_SAFE_INTEGER },
    infractions: { burstHours: 169 },
  };
  const proposal = desk.plan.proposePolicySet({ ...request(), policySetJson: JSON.stringify(wrong) }, officer);
  const failure = await proposal.catch((error: unknown) => error);
  expect(failure).toMatchObject({
    code: "INVALID_ARGUMENT",
    violations: [
      {
        field: "policy_set_json.version",
        description: `must be 1 to 100 letters, digits, dots, dashes or underscores; given: "${"x".repeat(101)}"`,
      },
      {
        field: "policy_set_json.numbering.agingDays",
        description: "Too big: expected number to be <=365; given: 9007199254740991",
      },
      {
        field: "policy_set_json.infractions.burstHours",
        description: "Too big: expected number to be <=168; given: 169",
      },
    ],
  });
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

it("ApprovePolicySet again changes nothing for the same instant, and is refused for another", async () => {
  const policySetJson = JSON.stringify({ ...policySetV2(), version: randomUUID() });
  const { proposalId } = await desk.plan.proposePolicySet({ ...request(), policySetJson }, officer);
  const approve = (year: number) => {
    const effectiveAt = { seconds: BigInt(Date.UTC(year, 0) / 1000), nanos: 0 };
    return desk.plan.approvePolicySet({ ...request(), proposalId, effectiveAt }, reviewer);
  };
  const first = await approve(2101);
  expect(await approve(2101)).toEqual(first);
  expect(await failureOf(approve(2102))).toEqual({
    code: "FAILED_PRECONDITION",
    reason: "proposal-already-approved",
    section: "Plan I",
  });
});

it.each([
  ["the past", BigInt(Date.UTC(2025, 0) / 1000), { reason: "effective-in-the-past", section: "Plan I" }],
  ["no year of the calendar", 2n ** 62n, {}],
])("ApprovePolicySet names effective_at where it is %s", async (_, seconds, refusal) => {
  const policySetJson = JSON.stringify({ ...policySetV2(), version: randomUUID() });
  const { proposalId } = await desk.plan.proposePolicySet({ ...request(), policySetJson }, officer);
  const approval = { ...request(), proposalId, effectiveAt: { seconds, nanos: 0 } };
  expect(await failureOf(desk.plan.approvePolicySet(approval, reviewer))).toEqual({
    code: "INVALID_ARGUMENT",
    ...refusal,
    fields: ["effective_at"],
  });
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
