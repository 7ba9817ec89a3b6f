import { defineEvents, type EventOf } from "@rmp/event-store/event-types";
import { personal } from "@rmp/event-store/personal";
import { z } from "zod";
import { customerId, eventReference, id, instant, limits, personId, sha256 } from "./fields.ts";

/** The six identifying facts of plan II. */
export const kycItems = ["name", "email", "phone", "address", "state-of-incorporation", "contact"] as const;
export type KycItem = (typeof kycItems)[number];
const kycItem = z.enum(kycItems);

export const customerKinds = ["business", "consumer", "wholesale"] as const;
export type CustomerKind = (typeof customerKinds)[number];

/** Plan II: what an agreement "cannot" be entered into without, and by whom it is executed. */
export const agreementRefusals = [
  "not-a-person",
  "calls-not-held",
  "identity-not-verified",
  "questionnaire-not-completed",
  "regulations-not-acknowledged",
] as const;
export type AgreementRefusal = (typeof agreementRefusals)[number];

/**
 * What the customer service publishes. `customer-<id>` tells one customer's onboarding from application to closing,
 * `access-<id>` who holds a trunk: claimed there before the customer is provisioned with it, so that no trunk has two.
 */
export const customerEvents = defineEvents("customer", ["customer", "access"], {
  ApplicationReceived: z.strictObject({ kind: z.enum(customerKinds), businessName: z.string() }),
  /** Plan II: "does not provide any wholesale voice services". A recorded refusal. */
  WholesaleRefused: z.strictObject({ businessName: z.string() }),
  OnboardingStarted: z.strictObject({}),
  OnboardingOfficerAssigned: z.strictObject({ officer: personId }),
  OnboardingCallHeld: z.strictObject({
    /** The call's id in our own phone system. */
    callReference: z.string(),
    /** To a company number found independently of the applicant, at `numberSource`. */
    callBack: z.boolean(),
    numberSource: personal().exactOptional(),
    connectedAt: instant,
    durationSeconds: z.int(),
    spokeWith: personal(),
    heldBy: personId,
  }),
  /** `value` is business identity in clear; of a contact it is a natural person's name, in `personalValue`. */
  KycItemRecorded: z.strictObject({
    item: kycItem,
    value: z.string().exactOptional(),
    personalValue: personal().exactOptional(),
  }),
  KycItemVerified: z.strictObject({ item: kycItem, source: personal(), verifiedBy: personId }),
  KycItemWaiverProposed: z.strictObject({
    proposalId: id("proposal"),
    item: kycItem,
    reason: personal(),
    proposedBy: personId,
  }),
  KycItemWaived: z.strictObject({
    proposalId: id("proposal"),
    item: kycItem,
    proposedBy: personId,
    approvedBy: personId,
  }),
  /** All six items are verified or waived. */
  IdentityVerified: z.strictObject({}),
  QuestionnaireCompleted: z.strictObject({
    formVersion: z.string(),
    useCases: z.array(personal()).min(1),
    expectedCallsPerDay: z.int(),
  }),
  /** Plan II: "the various legal restrictions and conditions surrounding their use of the CCS platform": both. */
  RegulatoryAcknowledged: z.strictObject({
    statementVersion: z.string(),
    legalRestrictions: z.literal(true),
    platformConditions: z.literal(true),
    acknowledgedBy: personal(),
  }),
  /** A recorded refusal (plan II: "cannot enter into an agreement … without"). */
  AgreementRefused: z.strictObject({ reason: z.enum(agreementRefusals) }),
  AgreementExecuted: z.strictObject({
    termsVersion: z.string(),
    documentSha256: sha256,
    signedBy: personal(),
    executedBy: personId,
  }),
  AupAccepted: z.strictObject({ aupVersion: z.string() }),
  AccessProvisioned: z.strictObject({ accessId: id("access"), sbc: z.string(), trunk: z.string() }),
  /** Plan V: approval carries the first limits; enforcement takes them over. */
  CustomerApproved: z.strictObject({ limits, agreement: eventReference, approvedBy: personId }),
  OnboardingCompleted: z.strictObject({}),
  ApplicationDeclined: z.strictObject({ reason: personal(), declinedBy: personId }),
  CustomerClosed: z.strictObject({ cause: eventReference }),

  AccessClaimed: z.strictObject({ customerId, sbc: z.string(), trunk: z.string() }),
  /** The claim ended with its customer: `cause` closed it, or declined its application. */
  AccessReleased: z.strictObject({ customerId, cause: eventReference }),
});

export type CustomerEvent = EventOf<typeof customerEvents>;
