import { randomUUID } from "node:crypto";
import { connectAs } from "@rmp/deploy-local/clients";
import { refusalOf } from "@rmp/deploy-local/demo/onboarding";
import * as messages from "@rmp/proto/rmp/customer/v1/commands";
import { failureOf, platformUnderTest } from "@rmp/test-kit/platform";
import { afterAll, describe, expect, it } from "vitest";
import { commandsTo, documents, heldCall, opening, ownCommandsTo } from "../../test/commands.ts";

const { platform, desk, sbc, reader, cast } = await platformUnderTest();
const own = connectAs("service-customer", platform);
afterAll(() => own[Symbol.dispose]());
const officer = { token: cast.officer.token };
const { customer } = desk;
const { customerId } = await customer.openOnboarding(opening(), officer);
const to = (id = customerId) => ({ requestId: randomUUID(), minPosition: "", customerId: id });

const staffCommands = (id: string, by: { token?: string }, clients = desk) =>
  Object.entries(commandsTo(clients, id, by));
const ownCommands = (id: string, by: { token?: string }, clients = own) =>
  Object.entries(ownCommandsTo(clients, id, by));

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
    ["CloseCustomer", () => own.customer.closeCustomer(messages.CloseCustomerRequest.create()), [...one, "cause"]],
    ["ReleaseAccess", () => own.customer.releaseAccess(messages.ReleaseAccessRequest.create()), [...one, "access_id"]],
  ] as const)("%s names every field that it needs", async (_, ask, fields) =>
    expect(await failureOf(ask())).toEqual({ code: "INVALID_ARGUMENT", fields }),
  );
});

describe("a personal field", () => {
  const name = "Quentin ".repeat(500);
  const [item, form] = [messages.KycItem.CONTACT, { formVersion: "1", expectedCallsPerDay: 1 }];
  it.each([
    ["number_source", () => customer.recordHeldCall({ ...to(), ...heldCall(), numberSource: name }, officer)],
    ["spoke_with", () => customer.recordHeldCall({ ...to(), ...heldCall(), spokeWith: name }, officer)],
    ["value", () => customer.recordKycItem({ ...to(), item, value: name }, officer)],
    ["source", () => customer.verifyKycItem({ ...to(), item, source: name }, officer)],
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

describe("a call's reference", () => {
  it.each([" pbx-7", "pbx-7 ", "\tpbx-7", "pbx-7\n", " "])("(%j) has no space around it", async (callReference) =>
    expect(await failureOf(customer.recordHeldCall({ ...to(), ...heldCall(), callReference }, officer))).toEqual({
      code: "INVALID_ARGUMENT",
      fields: ["call_reference"],
    }),
  );
});

describe("a customer that nobody opened", () => {
  const nobody = randomUUID();
  it.each([...staffCommands(nobody, officer), ...ownCommands(nobody, {})])("is not found by %s", async (_, command) =>
    expect(await failureOf(command())).toEqual({
      code: "NOT_FOUND",
      reason: "customer-not-found",
      section: "Plan II",
    }),
  );
});

describe("Plan II, C-II-06: without a person's token", () => {
  it.each(staffCommands(customerId, {}))("%s is refused", async (_, command) =>
    expect(await failureOf(command())).toEqual({
      code: "FAILED_PRECONDITION",
      reason: "not-a-person",
      section: "Plan II",
    }),
  );
});

describe("a caller who is not the one for it", () => {
  const asks = (who: string, commands: ReturnType<typeof staffCommands | typeof ownCommands>) =>
    commands.map(([name, command]) => [`${who}: ${name}`, command] as const);
  it.each([
    ...asks("an SBC", [...staffCommands(customerId, {}, sbc), ...ownCommands(customerId, {}, sbc)]),
    ...asks("an auditor", [...staffCommands(customerId, {}, reader), ...ownCommands(customerId, {}, reader)]),
    ...asks("the staff's tool", ownCommands(customerId, {}, desk)),
    ...asks("a person at the staff's tool", ownCommands(customerId, officer, desk)),
    ...asks("the service itself", staffCommands(customerId, {}, own)),
  ])("is not let in, %s", async (_, command) =>
    expect(await failureOf(command())).toEqual({ code: "PERMISSION_DENIED", reason: "caller-not-allowed" }),
  );
});

describe("an application that was declined", async () => {
  const declined = await customer.openOnboarding(opening(), officer);
  await customer.rejectCustomer({ ...to(declined.customerId), reason: "No such company." }, officer);
  const others = staffCommands(declined.customerId, officer).filter(([name]) => name !== "RejectCustomer");
  const closing = ownCommands(declined.customerId, {}).filter(([name]) => name === "CloseCustomer");
  it.each([...others, ...closing])("is closed to %s", async (_, command) =>
    expect(await failureOf(command())).toEqual({
      code: "FAILED_PRECONDITION",
      reason: "application-declined",
      section: "Plan II",
    }),
  );
});
