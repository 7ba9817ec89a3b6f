import type { AttestationLevel } from "@rmp/vocabulary/attestation-level";
import type { CustomerId } from "@rmp/vocabulary/ids";
import type { RefusalReason } from "./refusals.ts";

/** One call as an SBC asks about it. */
export interface CallAttempt {
  /** Name in the SBC's mTLS identity; with the trunk it says how the call came in. */
  readonly sbc: string;
  /** Id of the call at this SBC. */
  readonly callId: string;
  readonly trunk: string;
  /** Caller ID as the customer displays it, whatever its form. */
  readonly callingNumber: string;
  /** E.164, or an emergency code. */
  readonly calledNumber: string;
  /** The highest level that the client wants. */
  readonly atMost: AttestationLevel | undefined;
}

/** What a level rests on, and what has lowered it. */
export type PermitReason =
  | "number-assigned-to-customer"
  | "customer-in-standing"
  | "ingress-provisioned"
  | "view-stale"
  | "level-lowered-on-request";

/** An emergency call passes unsigned; nothing about it was asked. */
export interface EmergencyDecision {
  readonly outcome: "emergency";
}

export interface PermitDecision {
  readonly outcome: "permit";
  readonly customerId: CustomerId;
  readonly level: AttestationLevel;
  /** The deciding one first. */
  readonly reasons: readonly PermitReason[];
  /** Events that justify the level, `stream@revision`. */
  readonly evidence: readonly string[];
}

export interface RefusalDecision {
  readonly outcome: "refusal";
  /** Undefined where the ingress belongs to nobody, or to two. */
  readonly customerId: CustomerId | undefined;
  readonly reason: RefusalReason;
  /** Events that justify the refusal, `stream@revision`. */
  readonly evidence: readonly string[];
  /** Seconds after which the same call may be admitted; 0 where it never will. */
  readonly retryAfterSeconds: number;
}

export type CallDecision = EmergencyDecision | PermitDecision | RefusalDecision;
