import { createHash, randomUUID } from "node:crypto";
import { connectAs } from "@rmp/deploy-local/clients";
import { onboard } from "@rmp/deploy-local/demo/onboarding";
import { WarningChannel } from "@rmp/proto/rmp/enforcement/v1/commands";
import { CandidateState } from "@rmp/proto/rmp/enforcement/v1/queries";
import { timestampOf } from "@rmp/service-kit/timestamp";
import { failureOf, platformUnderTest, silent } from "@rmp/test-kit/platform";
import { type Instant, instant, plus } from "@rmp/vocabulary/instant";
import { afterAll, expect, it } from "vitest";

const { platform, desk, sbc, reader, cast } = await platformUnderTest();
const attestation = connectAs("service-attestation", platform);
afterAll(() => attestation[Symbol.dispose]());

const officer = { token: cast.officer.token };
const common = (customerId: string) => ({ requestId: randomUUID(), minPosition: "", customerId });
const now = (): Instant => instant(Date.now());
const receiptSha256 = createHash("sha256").update("receipt").digest("hex");

/** Attestation's report of one call with a stranger's number. */
const report = async (customerId: string, at: Instant = now()): Promise<string> => {
  const calls = [{ callerId: "+13035550199", ingressAt: timestampOf(at), journalReference: `journal/${randomUUID()}` }];
  return (await attestation.enforcement.reportRefusedCallerIds({ ...common(customerId), calls })).candidateId;
};
const confirm = (customerId: string, candidateId: string) =>
  desk.enforcement.confirmInfraction({ ...common(customerId), candidateId, finding: "none of its numbers" }, officer);
const courier = { channel: WarningChannel.COURIER };

/** A customer who spoofed and was warned. */
async function warned(customerId: string = randomUUID()) {
  const { warningId } = await confirm(customerId, await report(customerId));
  return { customerId, warningId };
}

/** A customer of ours who had the warning and spoofed again. */
async function spoofingAgain() {
  const { customerId, warningId } = await warned((await onboard(silent, desk, cast)).customerId);
  const [sentAt, deliveredAt] = [timestampOf(now()), timestampOf(now())];
  await desk.enforcement.recordWarningSent({ ...common(customerId), warningId, ...courier, sentAt }, officer);
  await desk.enforcement.recordWarningDelivered(
    { ...common(customerId), warningId, ...courier, deliveredAt, receiptSha256 },
    officer,
  );
  return { customerId, candidateId: await report(customerId, plus(now(), { milliseconds: 1 })) };
}

const manyTimes = <T>(times: number, once: () => Promise<T>) => Promise.all(Array.from({ length: times }, once));

it("Plan IV, C-IV-14: 32 confirmations at once end in one warning", async () => {
  const customerId = randomUUID();
  const candidateId = await report(customerId);
  const answers = await manyTimes(32, () => confirm(customerId, candidateId));
  expect(new Set(answers.map(({ warningId }) => warningId)).size).toBe(1);
  expect(
    new Set(answers.map(({ infractionNumber, servicesTerminated }) => `${infractionNumber} ${servicesTerminated}`)),
  ).toEqual(new Set(["1 false"]));
});

it("Plan IV, C-IV-15: 32 confirmations at once end in one termination", async () => {
  const { customerId, candidateId } = await spoofingAgain();
  const answers = await manyTimes(32, () => confirm(customerId, candidateId));
  expect(new Set(answers.map(({ recorded }) => recorded?.revision)).size).toBe(1);
  const { standing } = await reader.standings.getStanding({
    customerId,
    minPosition: answers[0]?.recorded?.position ?? "",
  });
  expect([standing?.confirmedInfractions, standing?.terminatedBy]).toEqual([
    2,
    `enforcement-${customerId}@${answers[0]?.recorded?.revision}`,
  ]);
});

it("ReportRefusedCallerIds joins a burst to one candidate", async () => {
  const customerId = randomUUID();
  const candidateId = await report(customerId);
  expect(await report(customerId)).toBe(candidateId);
});

it("ReportRefusedCallerIds names the fields that are wrong, and never the caller ID", async () => {
  const calls = [{ callerId: "", ingressAt: undefined, journalReference: "" }];
  expect(await failureOf(attestation.enforcement.reportRefusedCallerIds({ ...common("nobody"), calls }))).toEqual({
    code: "INVALID_ARGUMENT",
    fields: ["customer_id", "calls[0].caller_id", "calls[0].ingress_at", "calls[0].journal_reference"],
  });
});

it("ReportRefusedCallerIds is attestation's alone", async () =>
  expect(await failureOf(desk.enforcement.reportRefusedCallerIds({ ...common(randomUUID()), calls: [] }))).toEqual({
    code: "PERMISSION_DENIED",
    reason: "caller-not-allowed",
  }));

it("ConfirmInfraction is answered the same under the same request, and refuses another body under its id", async () => {
  const customerId = randomUUID();
  const candidateId = await report(customerId);
  const request = { ...common(customerId), candidateId, finding: "none of its numbers" };
  const first = await desk.enforcement.confirmInfraction(request, officer);
  expect(await desk.enforcement.confirmInfraction(request, officer)).toEqual(first);
  expect(
    await failureOf(desk.enforcement.confirmInfraction({ ...request, finding: "all of its numbers" }, officer)),
  ).toEqual({ code: "INVALID_ARGUMENT", fields: ["request_id"] });
});

it("ConfirmInfraction is refused to a service", async () => {
  const customerId = randomUUID();
  const candidateId = await report(customerId);
  expect(
    await failureOf(desk.enforcement.confirmInfraction({ ...common(customerId), candidateId, finding: "found" })),
  ).toEqual({ code: "FAILED_PRECONDITION", reason: "not-a-person", section: "Plan IV" });
});

it("ConfirmInfraction knows which candidates it does not know", async () =>
  expect(await failureOf(confirm(randomUUID(), randomUUID()))).toEqual({
    code: "NOT_FOUND",
    reason: "candidate-not-found",
    section: "Plan IV",
  }));

it("ConfirmInfraction names the fields that are wrong", async () =>
  expect(
    await failureOf(
      desk.enforcement.confirmInfraction(
        { ...common("nobody"), requestId: "7", candidateId: "first", finding: "" },
        officer,
      ),
    ),
  ).toEqual({ code: "INVALID_ARGUMENT", fields: ["request_id", "customer_id", "candidate_id", "finding"] }));

it("DismissCandidate closes a candidate for good", async () => {
  const customerId = randomUUID();
  const candidateId = await report(customerId);
  await desk.enforcement.dismissCandidate({ ...common(customerId), candidateId, reason: "its own number" }, officer);
  expect(await failureOf(confirm(customerId, candidateId))).toEqual({
    code: "FAILED_PRECONDITION",
    reason: "candidate-dismissed",
    section: "Plan IV",
  });
});

it("RecordWarningDelivered wants a warning that was sent, and a receipt's hash", async () => {
  const { customerId, warningId } = await warned();
  const delivered = { ...common(customerId), warningId, ...courier, deliveredAt: timestampOf(now()), receiptSha256 };
  expect(await failureOf(desk.enforcement.recordWarningDelivered(delivered, officer))).toEqual({
    code: "FAILED_PRECONDITION",
    reason: "warning-not-sent",
    section: "Plan IV",
  });
  expect(
    await failureOf(
      desk.enforcement.recordWarningDelivered(
        { ...delivered, channel: WarningChannel.UNSPECIFIED, deliveredAt: undefined, receiptSha256: "none" },
        officer,
      ),
    ),
  ).toEqual({ code: "INVALID_ARGUMENT", fields: ["channel", "delivered_at", "receipt_sha256"] });
});

it("RecordWarningSent knows which warnings it does not know", async () => {
  const sent = { ...common(randomUUID()), warningId: randomUUID(), ...courier, sentAt: timestampOf(now()) };
  expect(await failureOf(desk.enforcement.recordWarningSent(sent, officer))).toEqual({
    code: "NOT_FOUND",
    reason: "warning-not-found",
    section: "Plan IV",
  });
});

it("GetStanding shows a person what the first call showed", async () => {
  const customerId = randomUUID();
  const candidateId = await report(customerId);
  const { candidates } = await reader.standings.listOpenCandidates({ minPosition: "" });
  const { standing } = await reader.standings.getStanding({ customerId, minPosition: "" });
  const [candidate] = standing?.candidates ?? [];
  expect([candidate?.candidateId, candidate?.callerId, candidate?.state]).toEqual([
    candidateId,
    "+13035550199",
    CandidateState.OPEN,
  ]);
  expect(candidates.find((open) => open.candidateId === candidateId)).toEqual(candidate);
});

it("GetStanding knows which customers it does not know", async () =>
  expect(await failureOf(desk.standings.getStanding({ customerId: randomUUID(), minPosition: "" }))).toEqual({
    code: "NOT_FOUND",
    reason: "customer-not-found",
    section: "Plan V",
  }));

it("WatchStanding tells of each change", async () => {
  const customerId = randomUUID();
  const seen: number[] = [];
  for await (const { standing } of desk.standings.watchStanding(
    { customerId, fromPosition: "" },
    { deadlineMs: 10_000 },
  )) {
    seen.push(standing?.candidates.length ?? -1);
    if (seen.length === 2) break;
    await report(customerId);
  }
  expect(seen).toEqual([0, 1]);
});

it("is closed to an SBC", async () =>
  expect(await failureOf(sbc.standings.listOpenCandidates({ minPosition: "" }))).toEqual({
    code: "PERMISSION_DENIED",
    reason: "caller-not-allowed",
  }));
