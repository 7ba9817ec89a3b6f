import type { DomainEvent } from "@rmp/event-store/decider";
import type { Recorded } from "@rmp/event-store/envelope";
import { Personal } from "@rmp/event-store/personal";
import { type CustomerEvent, type KycItem, kycItems } from "@rmp/events/customer";
import type { Actor } from "@rmp/vocabulary/actor";
import { type CustomerId, derivedId, type PersonId } from "@rmp/vocabulary/ids";
import { instant, plus } from "@rmp/vocabulary/instant";
import { trunkOf } from "../src/domain/access.ts";
import type { AgreementDocuments, CustomerCommand, HeldCall, KycFact } from "../src/domain/commands.ts";

/** One customer on its way, as the tests of this service tell it. Ada onboards, Ben checks. */

export const customerId: CustomerId = derivedId<"customer">("acme dialling");
export const [ada, ben] = [derivedId<"person">("ada"), derivedId<"person">("ben")];
export const by = (person: PersonId): Actor => ({ kind: "staff", id: person });
export const byService: Actor = { kind: "service", id: "tool/portal" };
export const at = instant(Date.UTC(2026, 10, 24, 15));
export const personal = (plain: string): Personal => Personal.of(plain, `customer:${customerId}`);

/** The rulings' defaults. */
export const policy = { heldCalls: 2, callBacks: 1, wholesale: false } as const;

/** Five minutes at two o'clock, or so many hours later. */
export const call = (callReference: string, hoursLater = 0): HeldCall => ({
  callReference,
  callBack: false,
  connectedAt: plus(instant(Date.UTC(2026, 10, 23, 14)), { hours: hoursLater }),
  durationSeconds: 300,
});
const welcomeCall = call("pbx-1");
const callBack = { ...call("pbx-2", 1), callBack: true };

export const factOf = (item: KycItem): KycFact =>
  item === "contact" ? { item, personalValue: personal("Dana Doe") } : { item, value: `the ${item}` };

export const documents: AgreementDocuments = {
  termsVersion: "terms-3",
  aupVersion: "aup-2",
  documentSha256: "d".repeat(64),
};
export const limits = { callsPerSecond: 5, sessions: 50 };
export const trunk = trunkOf("sbc-1", "acme-in");
export const agreement = `customer-${customerId}@20`;
export const termination = `enforcement-${customerId}@7`;

export const applied: readonly CustomerEvent[] = [
  { type: "ApplicationReceived", data: { kind: "business", businessName: "Acme Dialling LLC" } },
  { type: "OnboardingStarted", data: {} },
  { type: "OnboardingOfficerAssigned", data: { officer: ada } },
];

export const numberSource = personal("state register");
export const held = (of: HeldCall, heldBy = ada): CustomerEvent => ({
  type: "OnboardingCallHeld",
  data: { ...of, ...(of.callBack && { numberSource }), spokeWith: personal("Dana Doe"), heldBy },
});
export const callsHeld = [held(welcomeCall), held(callBack)];

export const recorded = (item: KycItem): CustomerEvent => ({ type: "KycItemRecorded", data: factOf(item) });
export const verified = (item: KycItem): CustomerEvent => ({
  type: "KycItemVerified",
  data: { item, source: personal("state register"), verifiedBy: ada },
});
export const identityVerified: readonly CustomerEvent[] = [
  ...kycItems.flatMap((item) => [recorded(item), verified(item)]),
  { type: "IdentityVerified", data: {} },
];

export const questionnaire: CustomerEvent = {
  type: "QuestionnaireCompleted",
  data: { formVersion: "form-1", useCases: [personal("appointment reminders")], expectedCallsPerDay: 2_000 },
};
const statement = { statementVersion: "statement-1", acknowledgedBy: personal("Dana Doe") };
const acknowledgement = { legalRestrictions: true, platformConditions: true } as const;
export const acknowledged: CustomerEvent = {
  type: "RegulatoryAcknowledged",
  data: { ...statement, ...acknowledgement },
};
export const onboarded = [...applied, ...callsHeld, ...identityVerified, questionnaire, acknowledged];

const { aupVersion, ...signed } = documents;
export const executed: readonly CustomerEvent[] = [
  { type: "AgreementExecuted", data: { ...signed, signedBy: personal("Dana Doe"), executedBy: ada } },
  { type: "AupAccepted", data: { aupVersion } },
];
export const underAgreement = [...onboarded, ...executed];

export const approval = [
  { type: "CustomerApproved", data: { limits, agreement, approvedBy: ben } },
  { type: "OnboardingCompleted", data: {} },
] as const satisfies readonly CustomerEvent[];
export const approved = [...underAgreement, ...approval];

export const declined: CustomerEvent = {
  type: "ApplicationDeclined",
  data: { reason: personal("no such company"), declinedBy: ada },
};
export const closed: CustomerEvent = { type: "CustomerClosed", data: { cause: termination } };

/** What the tests ask for, as Ada, unless they say otherwise. */
export const commands = {
  open: { type: "OpenOnboarding", kind: "business", businessName: "Acme Dialling LLC", policy, by: by(ada) },
  recordCall: { type: "RecordHeldCall", call: welcomeCall, spokeWith: personal("Dana Doe"), at, by: by(ada) },
  recordCallBack: {
    type: "RecordHeldCall",
    call: callBack,
    numberSource,
    spokeWith: personal("Dana Doe"),
    at,
    by: by(ada),
  },
  completeQuestionnaire: { type: "CompleteQuestionnaire", ...questionnaire.data, by: by(ada) },
  acknowledge: { type: "AcknowledgeRegulations", ...statement, acknowledgement, by: by(ada) },
  execute: { type: "ExecuteAgreement", documents, signedBy: personal("Dana Doe"), policy, by: by(ada) },
  provision: { type: "ProvisionTrunk", trunk, claimed: true, by: by(ada) },
  approve: { type: "ApproveCustomer", limits, agreement, by: by(ben) },
  reject: { type: "RejectCustomer", reason: personal("no such company"), by: by(ada) },
  close: {
    type: "CloseCustomer",
    cause: termination,
    termination,
    by: { kind: "service", id: "service/customer" },
  },
} as const satisfies Record<string, CustomerCommand>;

export const recordItem = (item: KycItem, person = ada): CustomerCommand => ({
  type: "RecordKycItem",
  fact: factOf(item),
  by: by(person),
});
export const verifyItem = (item: KycItem, person = ada): CustomerCommand => ({
  type: "VerifyKycItem",
  item,
  source: personal("state register"),
  by: by(person),
});
export const proposalId = derivedId<"proposal">("waiver");
export const proposeWaiver = (item: KycItem, person = ada): CustomerCommand => ({
  type: "ProposeKycWaiver",
  proposalId,
  item,
  reason: personal("a partnership is not incorporated"),
  by: by(person),
});
export const approveWaiver = (person = ben): CustomerCommand => ({
  type: "ApproveKycWaiver",
  proposalId,
  by: by(person),
});

/** The plan's process in full, up to the agreement. */
export const process: readonly CustomerCommand[] = [
  commands.open,
  commands.recordCall,
  commands.recordCallBack,
  ...kycItems.flatMap((item) => [recordItem(item), verifyItem(item)]),
  commands.completeQuestionnaire,
  commands.acknowledge,
];

/** Events of one stream as the log brings them. */
export const inLog = (stream: string, ...events: readonly DomainEvent[]): readonly Recorded[] =>
  events.map((event, revision) => ({
    event,
    id: derivedId(stream, String(revision)),
    stream,
    revision,
    position: BigInt(revision + 1) * 100n,
    envelope: {
      requestId: "request",
      requestMac: "1:00",
      correlationId: "correlation",
      actor: by(ada),
      occurredAt: at,
      recordedAt: at,
      planVersion: "v2",
      policyHash: "hash",
      schemaVersion: 1,
      service: "test",
    },
  }));
