import type { WarningChannel } from "@rmp/events/enforcement";
import { type Instant, plus } from "@rmp/vocabulary/instant";
import type { Candidate, EnforcementState, Warning } from "./state.ts";

export type Sanction = "warning" | "termination";

/** Plan IV: a manipulated caller ID earns one warning; the second such infraction ends all services. */
export const callerIdManipulation = (infractionNumber: number): Sanction =>
  infractionNumber === 1 ? "warning" : "termination";

/** Plan IV: "one warning": only a call placed after the warning reached the customer can be the second infraction. */
export const warningHeard = (warning: Warning | undefined, callAt: Instant): boolean =>
  warning?.delivery !== undefined && warning.delivery.deliveredAt < callAt;

/** Plan IV: "such infraction": a burst of calls is one, not each call of it; it ends so many hours after its first call. */
export const burstEnd = (firstCallAt: Instant, burstHours: number): Instant => plus(firstCallAt, { hours: burstHours });

/** Plan IV: "discovers": the first reported call that counts and belongs to no open burst is the next suspicion. */
export const opensCandidate = (callAt: Instant, state: EnforcementState): boolean =>
  counts(callAt, state) && !burstOf(callAt, state);

/** Plan IV: "one warning": what came before its delivery is what the warning was for; after the termination nothing counts. */
export const counts = (callAt: Instant, { warning, terminated }: EnforcementState): boolean =>
  !terminated && (!warning?.delivery || warningHeard(warning, callAt));

/** Plan IV: "such infraction": a dismissal ends a burst early, and so does the delivery of a warning that it began without. */
export function burstOf(callAt: Instant, { candidates, warning }: EnforcementState): Candidate | undefined {
  const burst = candidates.at(-1);
  if (!burst) return undefined;
  const warnedAt = warningHeard(warning, burst.firstCallAt) ? undefined : warning?.delivery?.deliveredAt;
  const ends = [burst.burstEndsAt, burst.dismissedAt, warnedAt];
  return ends.every((end) => end === undefined || callAt < end) ? burst : undefined;
}

/** Plan IV: "give the customer one warning": sent after it was issued, and before that is recorded. */
export function doubtOfSending({ issuedAt }: Warning, sentAt: Instant, at: Instant) {
  // Delivery follows sending: a moment before the warning would make calls count that nobody had been warned of.
  if (sentAt < issuedAt) return "sent-before-issued";
  return sentAt > at ? "sent-in-the-future" : undefined;
}

/** Plan IV: "give the customer one warning", provably: it came by a channel by which it had been sent. */
export function doubtOfDelivery({ sendings }: Warning, channel: WarningChannel, deliveredAt: Instant, at: Instant) {
  const sent = sendings.filter((sending) => sending.channel === channel);
  if (sent.length === 0) return "warning-not-sent";
  if (sent.every(({ sentAt }) => deliveredAt < sentAt)) return "delivered-before-sent";
  return deliveredAt > at ? "delivered-in-the-future" : undefined;
}

/** Plan V: "all end user accounts": one that has applied, or of which something stands here already. */
export const isAccount = (applied: boolean, { limits, candidates }: EnforcementState): boolean =>
  applied || limits !== undefined || candidates.length > 0;

/** Plan V: limits "on all end user accounts": the first are those of the approval, taken over once; none is ever removed. */
export const awaitsFirstLimits = ({ limits }: EnforcementState): boolean => limits === undefined;
