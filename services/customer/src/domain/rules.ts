import {
  type AgreementRefusal,
  type CustomerEvent,
  type CustomerKind,
  type KycItem,
  kycItems,
} from "@rmp/events/customer";
import type { CustomerId, PersonId } from "@rmp/vocabulary/ids";
import { type Instant, toMillis } from "@rmp/vocabulary/instant";
import type { Acknowledgement, AgreementDocuments, HeldCall, OnboardingPolicy } from "./commands.ts";
import type { AccessState, CustomerState } from "./state.ts";

/** Plan II: CCS "focuses on the business end user customer segment": a consumer is not served. */
export const isServed = (kind: CustomerKind): boolean => kind !== "consumer";

/** Plan II: CCS "does not provide any wholesale voice services to other telecommunications providers". */
export const isProvided = (kind: CustomerKind, policy: OnboardingPolicy): boolean =>
  kind !== "wholesale" || policy.wholesale;

/** Plan II: onboarding "includes phone calls": a call counts once it was held to its end. */
export const wasHeld = (call: HeldCall, at: Instant): boolean => endOf(call) <= toMillis(at);

/** Plan II: "personally conducted", "phone calls": nobody holds two at a time, so that a second one then was none. */
export const overlapsAnother = ({ heldCalls }: CustomerState, call: HeldCall, officer: PersonId): boolean =>
  heldCalls.some(
    (other) =>
      other.heldBy === officer &&
      toMillis(other.connectedAt) < endOf(call) &&
      toMillis(call.connectedAt) < endOf(other),
  );

/** In milliseconds of the epoch: the last years of the calendar have no `Instant` behind them. */
const endOf = ({ connectedAt, durationSeconds }: HeldCall): number => toMillis(connectedAt) + durationSeconds * 1000;

/**
 * Plan II: "phone calls with the prospective customer": as many different calls as the policy wants, of them so many
 * call-backs to a company number that was found independently of the applicant.
 */
export const callsAreHeld = ({ heldCalls }: CustomerState, policy: OnboardingPolicy): boolean =>
  heldCalls.length >= policy.heldCalls && heldCalls.filter(({ callBack }) => callBack).length >= policy.callBacks;

/** Plan II: an item "as appropriate, verified" is verified by a named person, or waived with a reason and a second person. */
export const isSettled = ({ kycItems: items }: CustomerState, item: KycItem): boolean =>
  items[item] === "verified" || items[item] === "waived";

/** Plan II: "verify a given customer's identity": all six facts that the plan lists are settled. */
export const identityIsVerified = (state: CustomerState): boolean => kycItems.every((item) => isSettled(state, item));

/** Plan II: a waiver sets the plan's own list aside, so whoever approves it is not who proposed it. */
export const checkerIsAnother = (proposedBy: PersonId, checker: PersonId): boolean => proposedBy !== checker;

/** Plan II: customers acknowledge "the various legal restrictions and conditions surrounding their use": both of them. */
export const acknowledgesBoth = (
  given: Acknowledgement,
): given is { readonly legalRestrictions: true; readonly platformConditions: true } =>
  given.legalRestrictions && given.platformConditions;

/**
 * Plan II: "New customers cannot enter into an agreement for CCS's services without going through that personalized
 * onboarding process; i.e., there are no online-only subscribers." What of it is still missing, the first in the plan's
 * order; undefined where nothing is.
 */
export function agreementBarrier(state: CustomerState, policy: OnboardingPolicy): AgreementRefusal | undefined {
  if (!callsAreHeld(state, policy)) return "calls-not-held";
  if (!identityIsVerified(state)) return "identity-not-verified";
  if (!state.questionnaireCompleted) return "questionnaire-not-completed";
  if (!state.regulationsAcknowledged) return "regulations-not-acknowledged";
  return undefined;
}

/** Plan II: a "formal written agreement" stands before a customer gets a trunk, and before the approval. */
export const isUnderAgreement = ({ agreement }: CustomerState): boolean => agreement !== undefined;

/** Plan III: customers "contractually agree" to the terms and the AUP: one version of each, in one signed document. */
export const areTheAgreed = ({ agreement, acceptedAup }: CustomerState, documents: AgreementDocuments): boolean =>
  agreement?.termsVersion === documents.termsVersion &&
  agreement.documentSha256 === documents.documentSha256 &&
  acceptedAup === documents.aupVersion;

/** Plan II: a "personally reviewed process": who approves the customer is not who conducted the onboarding. */
export const reviewerIsAnother = ({ onboardingOfficer }: CustomerState, reviewer: PersonId): boolean =>
  onboardingOfficer !== reviewer;

/** Plan III: "terminate all Services": what closes a customer is the event that ended its services, and nothing else. */
export const endedItsServices = (cause: string, termination: string | undefined): boolean => cause === termination;

/** Plan III: "terminate all Services": closed or declined, a customer has ended for good, and leaves its trunks to others. */
export const endsCustomer = ({ type }: CustomerEvent): boolean =>
  type === "CustomerClosed" || type === "ApplicationDeclined";

/** Plan IV: a call has one "originating end user", known by the trunk it came in on: no trunk has two customers. */
export const isFreeFor = (customerId: CustomerId, { heldBy }: AccessState): boolean =>
  heldBy === undefined || heldBy === customerId;
