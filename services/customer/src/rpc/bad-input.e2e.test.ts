import { randomUUID } from "node:crypto";
import { refusalOf } from "@rmp/deploy-local/demo/onboarding";
import * as messages from "@rmp/proto/rmp/customer/v1/commands";
import { failureOf, platformUnderTest } from "@rmp/test-kit/platform";
import { describe, expect, it } from "vitest";
import { commandsTo, documents, heldCall, opening, underAgreement } from "../../test/commands.ts";

const { desk, sbc, reader, cast } = await platformUnderTest();
const officer = { token: cast.officer.token };
const { customer } = desk;
const { customerId } = await customer.openOnboarding(opening(), officer);
const to = (id = customerId) => ({ requestId: randomUUID(), minPosition: "", customerId: id });

const everyCommand = (id: string, by: { token?: string }, clients = desk) =>
  Object.entries(commandsTo(clients, id, by));

describe("a request without anything in it", () => {
  const one = ["request_id", "customer_id"];
  it.each([
    [
      "OpenOnboarding",
      () => customer.openOnboarding(messages.OpenOnboardingRequest.create(), officer),
      ["request_id", "kind", "business_name"],
    ],
    [
      "RecordHeldCall",
      () => customer.recordHeldCall(messages.RecordHeldCallRequest.create(), officer),
      [...one, "call_reference", "connected_at", "duration_seconds", "spoke_with"],
    ],
    [
      "RecordKycItem",
      () => customer.recordKycItem(messages.RecordKycItemRequest.create(), officer),
      [...one, "item", "value"],
    ],
    [
      "VerifyKycItem",
      () => customer.verifyKycItem(messages.VerifyKycItemRequest.create(), officer),
      [...one, "item", "source"],
    ],
    [
      "ProposeKycWaiver",
      () => customer.proposeKycWaiver(messages.ProposeKycWaiverRequest.create(), officer),
      [...one, "item", "reason"],
    ],
    [
      "ApproveKycWaiver",
      () => customer.approveKycWaiver(messages.ApproveKycWaiverRequest.create(), officer),
      [...one, "proposal_id"],
    ],
    [
      "CompleteQuestionnaire",
      () => customer.completeQuestionnaire(messages.CompleteQuestionnaireRequest.create(), officer),
      [...one, "form_version", "use_cases", "expected_calls_per_day"],
    ],
    [
      "AcknowledgeRegulations",
      () => customer.acknowledgeRegulations(messages.AcknowledgeRegulationsRequest.create(), officer),
      [...one, "statement_version", "legal_restrictions", "platform_conditions", "acknowledged_by"],
    ],
    [
      "ExecuteAgreement",
      () => customer.executeAgreement(messages.ExecuteAgreementRequest.create(), officer),
      [...one, "terms_version", "aup_version", "document_sha256", "signed_by"],
    ],
    [
      "ProvisionTrunk",
      () => customer.provisionTrunk(messages.ProvisionTrunkRequest.create(), officer),
      [...one, "sbc", "trunk"],
    ],
    [
      "ApproveCustomer",
      () => customer.approveCustomer(messages.ApproveCustomerRequest.create(), officer),
      [...one, "limits"],
    ],
    [
      "RejectCustomer",
      () => customer.rejectCustomer(messages.RejectCustomerRequest.create(), officer),
      [...one, "reason"],
    ],
    ["CloseCustomer", () => customer.closeCustomer(messages.CloseCustomerRequest.create(), officer), [...one, "cause"]],
  ] as const)("%s names every field that it needs", async (_, ask, fields) =>
    expect(await failureOf(ask())).toEqual({ code: "INVALID_ARGUMENT", fields }),
  );
});

describe("a personal field", () => {
  const name = "Quentin ".repeat(500);
  const [item, form] = [messages.KycItem.CONTACT, { formVersion: "1", expectedCallsPerDay: 1 }];
  it.each([
    ["spoke_with", () => customer.recordHeldCall({ ...to(), ...heldCall(), spokeWith: name }, officer)],
    ["value", () => customer.recordKycItem({ ...to(), item, value: name }, officer)],
    ["reason", () => customer.proposeKycWaiver({ ...to(), item, reason: name }, officer)],
    ["use_cases[0]", () => customer.completeQuestionnaire({ ...to(), ...form, useCases: [name] }, officer)],
    ["signed_by", () => customer.executeAgreement({ ...to(), ...documents, signedBy: name }, officer)],
    ["reason", () => customer.rejectCustomer({ ...to(), reason: name }, officer)],
  ] as const)("(%s) is told back by its length and shape alone", async (field, ask) => {
    const { message, violations } = await refusalOf(ask());
    expect(violations.map((violation) => violation.field)).toEqual([field]);
    expect(violations[0]?.description).toMatch(/; given: 4000 (characters|bytes) \(letters, spaces\)$/);
    expect(JSON.stringify([message, violations])).not.toContain("Quentin");
  });
});

describe("a customer that nobody opened", () => {
  it.each(everyCommand(randomUUID(), officer))("is not found by %s", async (_, command) =>
    expect(await failureOf(command())).toEqual({
      code: "NOT_FOUND",
      reason: "customer-not-found",
      section: "Plan II",
    }),
  );
});

describe("Plan II, C-II-06: without a person's token", () => {
  const byNobody = everyCommand(customerId, {}).filter(([name]) => name !== "CloseCustomer");
  it.each(byNobody)("%s is refused", async (_, command) =>
    expect(await failureOf(command())).toEqual({
      code: "FAILED_PRECONDITION",
      reason: "not-a-person",
      section: "Plan II",
    }),
  );
});

describe("a caller who is not the staff's tool", () => {
  it.each([
    ...everyCommand(customerId, {}, sbc).map(([name, command]) => [`an SBC: ${name}`, command] as const),
    ...everyCommand(customerId, {}, reader).map(([name, command]) => [`an auditor: ${name}`, command] as const),
  ])("is not let in, %s", async (_, command) =>
    expect(await failureOf(command())).toEqual({ code: "PERMISSION_DENIED", reason: "caller-not-allowed" }),
  );
});

describe("an application that was declined", async () => {
  const declined = await customer.openOnboarding(opening(), officer);
  await customer.rejectCustomer({ ...to(declined.customerId), reason: "No such company." }, officer);
  const others = everyCommand(declined.customerId, officer).filter(([name]) => name !== "RejectCustomer");
  it.each(others)("is closed to %s", async (_, command) =>
    expect(await failureOf(command())).toEqual({
      code: "FAILED_PRECONDITION",
      reason: "application-declined",
      section: "Plan II",
    }),
  );
});

describe("a rule that is broken is told with its section", () => {
  const unsettled = { item: messages.KycItem.EMAIL, source: "answered mail" };
  const tomorrow = { seconds: BigInt(Math.floor(Date.now() / 1000) + 86_400), nanos: 0 };
  it.each([
    ["call-not-yet-held", () => customer.recordHeldCall({ ...to(), ...heldCall(), connectedAt: tomorrow }, officer)],
    ["kyc-item-not-recorded", () => customer.verifyKycItem({ ...to(), ...unsettled }, officer)],
    ["calls-not-held", () => commandsTo(desk, customerId, officer).ExecuteAgreement()],
    ["agreement-not-executed", () => commandsTo(desk, customerId, officer).ProvisionTrunk()],
    ["agreement-not-executed", () => commandsTo(desk, customerId, officer).ApproveCustomer()],
  ] as const)("%s", async (reason, ask) =>
    expect(await failureOf(ask())).toEqual({ code: "FAILED_PRECONDITION", reason, section: "Plan II" }),
  );

  it("waiver-proposal-not-found, as what it is: not found", async () =>
    expect(await failureOf(commandsTo(desk, customerId, officer).ApproveKycWaiver())).toEqual({
      code: "NOT_FOUND",
      reason: "waiver-proposal-not-found",
      section: "Plan II",
    }));

  it("call-already-recorded, where the same call comes with other particulars", async () => {
    const call = heldCall();
    await customer.recordHeldCall({ ...to(), ...call }, officer);
    expect(await failureOf(customer.recordHeldCall({ ...to(), ...call, durationSeconds: 601 }, officer))).toEqual({
      code: "FAILED_PRECONDITION",
      reason: "call-already-recorded",
      section: "Plan II",
    });
  });

  it("approver-is-onboarding-officer", async () => {
    const own = await underAgreement(desk, officer);
    expect(await failureOf(commandsTo(desk, own, officer).ApproveCustomer())).toEqual({
      code: "FAILED_PRECONDITION",
      reason: "approver-is-onboarding-officer",
      section: "Plan II",
    });
  });

  it("agreement-already-executed, where other documents are signed", async () => {
    const own = await underAgreement(desk, officer);
    const others = { ...to(own), ...documents, aupVersion: "2", signedBy: "Morgan Example" };
    expect(await failureOf(customer.executeAgreement(others, officer))).toEqual({
      code: "FAILED_PRECONDITION",
      reason: "agreement-already-executed",
      section: "Plan II",
    });
  });

  it("cause-not-of-this-customer, as a field error", async () =>
    expect(
      await failureOf(customer.closeCustomer({ ...to(), cause: `enforcement-${randomUUID()}@7` }, officer)),
    ).toEqual({ code: "INVALID_ARGUMENT", reason: "cause-not-of-this-customer", section: "Plan III" }));
});
