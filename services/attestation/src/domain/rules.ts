import type { PolicySet } from "@rmp/events/policy-set";
import { type AttestationLevel, weaker } from "@rmp/vocabulary/attestation-level";
import type { CustomerId } from "@rmp/vocabulary/ids";
import { parseE164 } from "@rmp/vocabulary/telephone-number";
import type { CallDecision, PermitDecision, PermitReason, RefusalDecision } from "./call.ts";
import type { AccessHolder, Approval, CallFacts, CustomerFacts, NumberAssignment } from "./facts.ts";

type CallPolicy = PolicySet["calls"];

// As dialled, with or without country code, and as the URN that NG911 has in its place (RFC 5031).
const emergency = /^(\+?1)?(911|933|988)$|^urn:service:(test\.)?sos(\.[a-z-]+)*$/i;

/** 47 CFR 64.1200(k)(5): a call to 911 is never blocked; nor is one to its test code 933, or to 988 (Plan I: lawful calls). */
export const isEmergency = ({ calledNumber }: { readonly calledNumber: string }): boolean =>
  emergency.test(calledNumber);

/** Plan IV: on a view this old nobody can say who holds a number at this instant, so nobody is attested in full. */
export const tooStaleForLevelA = (viewAgeMs: number, policy: CallPolicy): boolean =>
  viewAgeMs > policy.noLevelAAfterSeconds * 1000;

/** Plan IV: on a view this old it cannot be said either who is still a customer, so no call is let through. */
export const tooStaleToDecide = (viewAgeMs: number, policy: CallPolicy): boolean =>
  viewAgeMs > policy.refuseAfterSeconds * 1000;

/** When the signing certificate is valid, in milliseconds since 1970. */
export interface Validity {
  readonly begins: number;
  readonly ends: number;
}

/** Plan IV: "in the IP portions of its network": what we cannot sign with a valid certificate does not leave as if we had. */
export function certificateFault(
  at: number,
  { begins, ends }: Validity,
): "signing-certificate-not-yet-valid" | "signing-certificate-expired" | undefined {
  if (at < begins) return "signing-certificate-not-yet-valid";
  return at < ends ? undefined : "signing-certificate-expired";
}

/** Plan IV: "the originating end user" is known from how the call came in; a trunk of two customers identifies neither. */
export function originator(
  holders: readonly AccessHolder[],
): AccessHolder | "ingress-not-provisioned" | "ingress-ambiguous" {
  const [holder, ...others] = holders;
  if (!holder) return "ingress-not-provisioned";
  return others.length === 0 ? holder : "ingress-ambiguous";
}

/**
 * Plan IV: services that were terminated stay so, whatever else the log says of the customer.
 * Plan II: before the approval that ends the onboarding there are none.
 */
export function standing({
  ended,
  approval,
}: CustomerFacts): Approval | "services-terminated" | "customer-not-approved" {
  if (ended) return "services-terminated";
  return approval ?? "customer-not-approved";
}

/** Plan IV: "terminate the end user's services": a permit from before the end is not given again once the end is known. */
export const repeatable = (decision: CallDecision, facts: CallFacts): boolean =>
  decision.outcome !== "permit" || facts.endOf(decision.customerId) === undefined;

/** Plan IV: end users "are only authorized to use and display as their Caller ID" the numbers assigned to them by us. */
export function displayed(
  callingNumber: string,
  { customerId }: CustomerFacts,
  facts: CallFacts,
): NumberAssignment | undefined {
  // What is no telephone number was assigned to nobody.
  const number = parseE164(callingNumber);
  const assignment = number && facts.assignmentOf(number);
  return assignment?.customerId === customerId ? assignment : undefined;
}

/** Plan IV: "If CCS discovers that an end user has manipulated their Caller ID": each such call is told to enforcement. */
export const manipulatedCallerId = ({ reason, customerId }: RefusalDecision): CustomerId | undefined =>
  reason === "number-not-assigned-to-customer" ? customerId : undefined;

/** Plan V: "calls-per-second … limits on all end user accounts": in no second more calls than the limit. */
export const callsPerSecondExceeded = (callsInLastSecond: number, limit: number): boolean => callsInLastSecond >= limit;

/** Plan V: "session limits on all end user accounts": never more calls up at one time than the limit. */
export const sessionsExceeded = (sessions: number, limit: number): boolean => sessions >= limit;

/** The three facts without which there is no A, each as the event that says so. */
export interface KnownCaller {
  readonly number: string;
  readonly standing: string;
  readonly ingress: string;
}

const known = ["number-assigned-to-customer", "customer-in-standing", "ingress-provisioned"] as const;
const knownByStaleView = ["view-stale", ...known] as const;

/**
 * Plan IV: A says that we know the customer and that the customer may use the number (ATIS-1000074 §5.2.3): all three
 * facts, on a view that is fresh. What the client asks for can only lower it.
 */
export function attestation(
  { number, standing, ingress }: KnownCaller,
  stale: boolean,
  atMost: AttestationLevel | undefined,
): Pick<PermitDecision, "level" | "reasons" | "evidence"> {
  const justified = stale ? "B" : "A";
  const reasons: readonly PermitReason[] = stale ? knownByStaleView : known;
  const evidence = [number, standing, ingress];
  const level = atMost ? weaker(justified, atMost) : justified;
  if (level === justified) return { level, reasons, evidence };
  return { level, reasons: ["level-lowered-on-request", ...reasons], evidence };
}
