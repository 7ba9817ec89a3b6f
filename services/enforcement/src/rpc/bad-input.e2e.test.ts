import { randomUUID } from "node:crypto";
import { type Clients, connectAs } from "@rmp/deploy-local/clients";
import { refusalOf } from "@rmp/deploy-local/demo/onboarding";
import * as messages from "@rmp/proto/rmp/enforcement/v1/commands";
import { timestampOf } from "@rmp/service-kit/timestamp";
import { ladder, RECEIPT } from "@rmp/test-kit/ladder";
import { failureOf, platformUnderTest } from "@rmp/test-kit/platform";
import { instant } from "@rmp/vocabulary/instant";
import { afterAll, describe, expect, it } from "vitest";

const under = await platformUnderTest();
const { platform, desk, sbc, reader, cast } = under;
const attestation = connectAs("service-attestation", platform);
const enforcement = connectAs("service-enforcement", platform);
afterAll(() => {
  for (const clients of [attestation, enforcement]) clients[Symbol.dispose]();
});

const officer = { token: cast.officer.token };
const customerId = randomUUID();
const { candidateId, warningId } = await ladder(under).warn(customerId);
const to = (id = customerId) => ({ requestId: randomUUID(), minPosition: "", customerId: id });
const moment = timestampOf(instant(Date.now()));
const limits = { callsPerSecond: 1, sessions: 1 };

/** What staff decides about a customer, by its name; each acceptable in itself. */
function decisions({ enforcement: service }: Clients, by: { readonly token?: string }, about = customerId) {
  const warning = { warningId, channel: messages.WarningChannel.EMAIL };
  return Object.entries({
    ChangeLimits: () => service.changeLimits({ ...to(about), limits, reason: "complaints" }, by),
    ConfirmInfraction: () => service.confirmInfraction({ ...to(about), candidateId, finding: "not its number" }, by),
    DismissCandidate: () => service.dismissCandidate({ ...to(about), candidateId, reason: "its own number" }, by),
    RecordWarningSent: () => service.recordWarningSent({ ...to(about), ...warning, sentAt: moment }, by),
    RecordWarningDelivered: () =>
      service.recordWarningDelivered({ ...to(about), ...warning, deliveredAt: moment, receiptSha256: RECEIPT }, by),
  });
}

/** What other services tell of a customer. */
function reports({ enforcement: service }: Clients) {
  const calls = [{ callerId: "+13035550199", ingressAt: moment, journalReference: "attestation-1:1:0" }];
  return Object.entries({
    TakeOverLimits: () => service.takeOverLimits({ ...to(), limits, approval: `customer-${customerId}@9` }),
    ReportRefusedCallerIds: () => service.reportRefusedCallerIds({ ...to(), calls }),
  });
}

describe("a request without anything in it", () => {
  const one = ["request_id", "customer_id"];
  it.each([
    [
      "TakeOverLimits",
      () => enforcement.enforcement.takeOverLimits(messages.TakeOverLimitsRequest.create()),
      [...one, "limits", "approval"],
    ],
    [
      "ChangeLimits",
      () => desk.enforcement.changeLimits(messages.ChangeLimitsRequest.create(), officer),
      [...one, "limits", "reason"],
    ],
    [
      "ReportRefusedCallerIds",
      () => attestation.enforcement.reportRefusedCallerIds(messages.ReportRefusedCallerIdsRequest.create()),
      [...one, "calls"],
    ],
    [
      "ConfirmInfraction",
      () => desk.enforcement.confirmInfraction(messages.ConfirmInfractionRequest.create(), officer),
      [...one, "candidate_id", "finding"],
    ],
    [
      "DismissCandidate",
      () => desk.enforcement.dismissCandidate(messages.DismissCandidateRequest.create(), officer),
      [...one, "candidate_id", "reason"],
    ],
    [
      "RecordWarningSent",
      () => desk.enforcement.recordWarningSent(messages.RecordWarningSentRequest.create(), officer),
      [...one, "warning_id", "channel", "sent_at"],
    ],
    [
      "RecordWarningDelivered",
      () => desk.enforcement.recordWarningDelivered(messages.RecordWarningDeliveredRequest.create(), officer),
      [...one, "warning_id", "channel", "delivered_at", "receipt_sha256"],
    ],
  ] as const)("%s names every field that it needs", async (_, ask, fields) =>
    expect(await failureOf(ask())).toEqual({ code: "INVALID_ARGUMENT", fields }),
  );

  it("ReportRefusedCallerIds names those of its calls, too", async () => {
    const calls = [messages.RefusedCall.create()];
    expect(await failureOf(attestation.enforcement.reportRefusedCallerIds({ ...to(), calls }))).toEqual({
      code: "INVALID_ARGUMENT",
      fields: ["calls[0].caller_id", "calls[0].ingress_at", "calls[0].journal_reference"],
    });
  });
});

describe("a personal field", () => {
  const words = "Quentin ".repeat(500);
  const call = { callerId: words, ingressAt: moment, journalReference: "attestation-1:1:0" };
  it.each([
    ["reason", () => desk.enforcement.changeLimits({ ...to(), limits, reason: words }, officer)],
    ["calls[0].caller_id", () => attestation.enforcement.reportRefusedCallerIds({ ...to(), calls: [call] })],
    ["finding", () => desk.enforcement.confirmInfraction({ ...to(), candidateId, finding: words }, officer)],
    ["reason", () => desk.enforcement.dismissCandidate({ ...to(), candidateId, reason: words }, officer)],
  ] as const)("(%s) is told back by its length and shape alone", async (field, ask) => {
    const { message, violations } = await refusalOf(ask());
    expect(violations.map((violation) => violation.field)).toEqual([field]);
    expect(violations[0]?.description).toMatch(/; given: 4000 characters \(letters, spaces\)$/);
    expect(JSON.stringify([message, violations])).not.toContain("Quentin");
  });
});

/** The section that wants a person for it. */
const sectionOf = (name: string): string => (name === "ChangeLimits" ? "Plan V" : "Plan IV");

describe("Plan IV, C-IV-13: without a person's token", () => {
  it.each(decisions(desk, {}))("%s is refused", async (name, decide) =>
    expect(await failureOf(decide())).toEqual({
      code: "FAILED_PRECONDITION",
      reason: "not-a-person",
      section: sectionOf(name),
    }),
  );
});

describe("a customer that nobody has told of", () => {
  it.each(decisions(desk, officer, randomUUID()))("is not known to %s", async (_, decide) =>
    expect(await failureOf(decide())).toEqual({
      code: "NOT_FOUND",
      reason: "customer-not-found",
      section: "Plan V",
    }),
  );
});

describe("words that are blank", () => {
  it.each([
    ["reason", () => desk.enforcement.changeLimits({ ...to(), limits, reason: "  " }, officer)],
    ["finding", () => desk.enforcement.confirmInfraction({ ...to(), candidateId, finding: "\n" }, officer)],
    ["reason", () => desk.enforcement.dismissCandidate({ ...to(), candidateId, reason: " \t" }, officer)],
  ] as const)("are no %s", async (field, ask) =>
    expect(await failureOf(ask())).toEqual({ code: "INVALID_ARGUMENT", fields: [field] }),
  );
});

describe("a caller who is not", () => {
  const notAllowed = { code: "PERMISSION_DENIED", reason: "caller-not-allowed" };

  it.each([
    ...decisions(sbc, {}).map(([name, decide]) => [`${name}: an SBC`, decide] as const),
    ...decisions(reader, {}).map(([name, decide]) => [`${name}: an auditor`, decide] as const),
    ...decisions(attestation, {}).map(([name, decide]) => [`${name}: another service`, decide] as const),
  ])("the staff's tool is not let in to %s", async (_, decide) =>
    expect(await failureOf(decide())).toEqual(notAllowed),
  );

  it.each(reports(desk))("the service that it is for is not let in to %s", async (_, tell) =>
    expect(await failureOf(tell())).toEqual(notAllowed),
  );

  it("an auditor or the staff's tool is not let in to read", async () => {
    expect(await failureOf(sbc.standings.getStanding({ customerId, minPosition: "" }))).toEqual(notAllowed);
    expect(await failureOf(sbc.standings.listOpenCandidates({ minPosition: "" }))).toEqual(notAllowed);
  });
});
