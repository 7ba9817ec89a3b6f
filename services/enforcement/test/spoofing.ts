import { Personal } from "@rmp/event-store/personal";
import type { EnforcementEvent } from "@rmp/events/enforcement";
import type { Actor } from "@rmp/vocabulary/actor";
import { derivedId, type Id } from "@rmp/vocabulary/ids";
import { instant } from "@rmp/vocabulary/instant";
import type { Command, RefusedCall } from "../src/domain/commands.ts";

// One customer's way through plan IV, in commands and in events; times are hours after the first spoofed call.

export const ada = derivedId<"person">("ada");
export const byAda: Actor = { kind: "staff", id: ada };
export const byService: Actor = { kind: "service", id: "service/attestation" };
export const hour = (hours: number) => instant(Date.UTC(2026, 10, 24) + hours * 3_600_000);
type CandidateId = Id<"candidate">;
const candidate = (name: string): CandidateId => derivedId<"candidate">(name);
export const [first, second, third] = [candidate("first"), candidate("second"), candidate("third")];
export const warningId = derivedId<"warning">("warning");
export const text = (plain: string) => Personal.of(plain, "candidate");
const receiptSha256 = "a".repeat(64);
export const limits = { callsPerSecond: 5, sessions: 10 };
export const approval = "customer-00000000-0000-5000-8000-000000000001@9";

export const call = (at: number, candidateId: CandidateId): RefusedCall => ({
  at: hour(at),
  callerId: text("+12025550111"),
  journalReference: `journal/${at}`,
  candidateId,
});
export const report = (...calls: readonly RefusedCall[]): Command<"ReportRefusedCallerIds"> => ({
  type: "ReportRefusedCallerIds",
  calls,
  burstHours: 24,
});
export const suspected = (candidateId: CandidateId, at: number): EnforcementEvent => ({
  type: "InfractionSuspected",
  data: {
    candidateId,
    firstCallAt: hour(at),
    burstEndsAt: hour(at + 24),
    journalReference: `journal/${at}`,
    callerId: text("+12025550111"),
  },
});
export const confirm = (candidateId: CandidateId, at: number): Command<"ConfirmInfraction"> => ({
  type: "ConfirmInfraction",
  candidateId,
  warningId,
  finding: text("none of its numbers"),
  applied: true,
  by: byAda,
  at: hour(at),
});
export const confirmed = (candidateId: CandidateId, infractionNumber: 1 | 2): EnforcementEvent => ({
  type: "InfractionConfirmed",
  data: {
    candidateId,
    infractionNumber,
    sanction: infractionNumber === 1 ? "warning" : "termination",
    finding: text("none of its numbers"),
    confirmedBy: ada,
  },
});
export const issued = (at: number): EnforcementEvent => ({
  type: "WarningIssued",
  data: { warningId, candidateId: first, issuedAt: hour(at) },
});
export const dismiss = (candidateId: CandidateId, at: number): Command<"DismissCandidate"> => ({
  type: "DismissCandidate",
  candidateId,
  reason: text("the customer's own toll-free number"),
  applied: true,
  by: byAda,
  at: hour(at),
});
export const dismissed = (candidateId: CandidateId, at: number): EnforcementEvent => ({
  type: "InfractionDismissed",
  data: {
    candidateId,
    ground: "found-unfounded",
    reason: text("the customer's own toll-free number"),
    dismissedAt: hour(at),
    dismissedBy: ada,
  },
});
export const send = (sentAt: number, at: number): Command<"RecordWarningSent"> => ({
  type: "RecordWarningSent",
  warningId,
  channel: "courier",
  sentAt: hour(sentAt),
  applied: true,
  by: byAda,
  at: hour(at),
});
export const sent = (at: number): EnforcementEvent => ({
  type: "WarningSent",
  data: { warningId, channel: "courier", sentAt: hour(at), recordedBy: ada },
});
export const deliver = (deliveredAt: number, at: number): Command<"RecordWarningDelivered"> => ({
  type: "RecordWarningDelivered",
  warningId,
  channel: "courier",
  deliveredAt: hour(deliveredAt),
  receiptSha256,
  applied: true,
  by: byAda,
  at: hour(at),
});
export const delivered = (at: number): EnforcementEvent => ({
  type: "WarningDelivered",
  data: { warningId, channel: "courier", deliveredAt: hour(at), receiptSha256, recordedBy: ada },
});
export const terminated: EnforcementEvent = {
  type: "ServicesTerminated",
  data: { ground: "second-caller-id-manipulation", infractions: [first, second] },
};

export const warned = [suspected(first, 0), confirmed(first, 1), issued(1)];
/** The warning reached the customer four hours after the first spoofed call. */
export const heard = [...warned, sent(2), delivered(4)];
export const ended = [...heard, suspected(second, 5), confirmed(second, 2), terminated];
