import type { PolicySet } from "@rmp/events/policy-set";
import type { CustomerId } from "@rmp/vocabulary/ids";
import type { CallAttempt, CallDecision, EmergencyDecision, RefusalDecision } from "./call.ts";
import type { AccessHolder, CallFacts, LimitsInForce } from "./facts.ts";
import type { RefusalReason } from "./refusals.ts";
import * as rules from "./rules.ts";
import type { Usage } from "./usage.ts";

/** Everything a call is decided on besides itself. */
export interface Situation {
  /** When the call reached us, in milliseconds since 1970. */
  readonly at: number;
  /** The same moment as `Usage` counts it. */
  readonly elapsed: number;
  /** Of the policy set in force; undefined while there is none. */
  readonly policy: PolicySet["calls"] | undefined;
  readonly facts: CallFacts;
  /** Milliseconds since the facts last covered a head of the log that was read. */
  readonly viewAgeMs: number;
  readonly usage: Usage;
  readonly certificate: rules.Validity;
}

const emergency: EmergencyDecision = { outcome: "emergency" };

/** A trouble of our own is tried again after this; a customer's sessions end when its calls do, which nobody foresees. */
const OWN_TROUBLE_SECONDS = 30;
const SESSIONS_SECONDS = 5;

/** Decides one call. It counts nothing: whoever acts on a permit begins the call in the usage. */
export function decideCall(call: CallAttempt, situation: Situation): CallDecision {
  // First, before plan, view or certificate is asked: an emergency call passes in the middle of our own troubles too.
  if (rules.isEmergency(call)) return emergency;
  const { policy, viewAgeMs, facts } = situation;
  if (!policy) return refuse("no-plan-in-force", [], undefined, OWN_TROUBLE_SECONDS);
  if (rules.tooStaleToDecide(viewAgeMs, policy)) return refuse("view-stale", [], undefined, OWN_TROUBLE_SECONDS);
  const holders = facts.holdersOf(call.sbc, call.trunk);
  const holder = rules.originator(holders);
  if (typeof holder === "string") return refuse(holder, holders.map(provisioned), undefined);
  return decideFor(holder, call, policy, situation);
}

function decideFor(
  { customer, provisioned: ingress }: AccessHolder,
  call: CallAttempt,
  policy: PolicySet["calls"],
  { at, elapsed, facts, viewAgeMs, usage, certificate }: Situation,
): CallDecision {
  const { customerId, ended } = customer;
  const standing = rules.standing(customer);
  if (typeof standing === "string") return refuse(standing, [ended ?? ingress], customerId);
  const { approved, limits } = standing;
  const assignment = rules.displayed(call.callingNumber, customer, facts);
  if (!assignment) return refuse("number-not-assigned-to-customer", [ingress, approved], customerId);
  const exceeded = refusedByLimits(customerId, limits, usage, elapsed);
  if (exceeded) return exceeded;
  const fault = rules.certificateFault(at, certificate);
  if (fault) return refuse(fault, [], customerId, OWN_TROUBLE_SECONDS);
  const known = { number: assignment.assigned, standing: approved, ingress };
  const stale = rules.tooStaleForLevelA(viewAgeMs, policy);
  return { outcome: "permit", customerId, ...rules.attestation(known, stale, call.atMost) };
}

function refusedByLimits(
  customerId: CustomerId,
  { callsPerSecond, sessions, setBy }: LimitsInForce,
  usage: Usage,
  elapsed: number,
): RefusalDecision | undefined {
  if (rules.callsPerSecondExceeded(usage.callsInLastSecond(customerId, elapsed), callsPerSecond)) {
    const seconds = Math.ceil(usage.untilOneFewer(customerId, elapsed) / 1000);
    return refuse("calls-per-second-exceeded", [setBy], customerId, seconds);
  }
  if (rules.sessionsExceeded(usage.sessions(customerId), sessions))
    return refuse("sessions-exceeded", [setBy], customerId, SESSIONS_SECONDS);
  return undefined;
}

const provisioned = (holder: AccessHolder): string => holder.provisioned;

const refuse = (
  reason: RefusalReason,
  evidence: readonly string[],
  customerId: RefusalDecision["customerId"],
  retryAfterSeconds = 0,
): RefusalDecision => ({ outcome: "refusal", customerId, reason, evidence, retryAfterSeconds });
