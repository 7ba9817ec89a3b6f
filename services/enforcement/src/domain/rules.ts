import type { WarningChannel } from "@rmp/events/enforcement";
import type { Actor } from "@rmp/vocabulary/actor";
import type { PersonId } from "@rmp/vocabulary/ids";
import { type Instant, plus } from "@rmp/vocabulary/instant";
import type { Burst, Delivery, EnforcementState, Warning } from "./state.ts";

export type Sanction = "warning" | "termination";

/** Plan IV: a manipulated caller ID earns one warning; the second such infraction ends all services. */
export const callerIdManipulation = (infractionNumber: number): Sanction =>
  infractionNumber === 1 ? "warning" : "termination";

/** Plan IV: "one warning": only a call placed after the warning reached the customer can be the second infraction. */
export const warningHeard = ({ deliveredAt }: Delivery, firstCallAt: Instant): boolean => deliveredAt < firstCallAt;

/** Plan IV: "discovers": a detection is a suspicion; a named person finds whether it was a manipulation. */
export const isPerson = (by: Actor): by is Actor & { readonly kind: "staff"; readonly id: PersonId } =>
  by.kind === "staff";

/** Plan IV: "an infraction" is a burst of calls, not each call of it: a campaign of thousands is one infraction. */
export const burstEnd = (firstCallAt: Instant, burstHours: number): Instant => plus(firstCallAt, { hours: burstHours });

/** Plan IV: "one warning … and then": delivery ends a burst that began without it, so that silence is a fresh start. */
export const beganUnwarned = ({ firstCallAt }: Burst, delivery: Delivery): boolean =>
  !warningHeard(delivery, firstCallAt);

/**
 * Plan IV: "discovers": the first reported call outside an open burst is the next suspicion. What was called before the
 * warning was delivered is what the warning was for.
 */
export const opensCandidate = (callAt: Instant, { burst, warning }: EnforcementState): boolean =>
  countsAfterWarning(callAt, warning) && !(burst && callAt < burst.endsAt);

const countsAfterWarning = (callAt: Instant, warning: Warning | undefined): boolean =>
  !warning?.delivery || warningHeard(warning.delivery, callAt);

/** Plan IV: "give the customer one warning": it is sent after it was issued, and recorded after it was sent. */
export function sendingDoubt({ issuedAt }: Warning, sentAt: Instant, at: Instant) {
  // An earlier moment would make calls count that came before there was a warning.
  if (sentAt < issuedAt) return "sent-before-issued";
  return sentAt > at ? "sent-in-the-future" : undefined;
}

/** Plan IV: "give the customer one warning", provably: it arrived by a channel by which it had been sent. */
export function deliveryDoubt(
  { sendings }: Warning,
  { channel, deliveredAt }: { readonly channel: WarningChannel; readonly deliveredAt: Instant },
  at: Instant,
) {
  const sent = sendings.filter((sending) => sending.channel === channel);
  if (sent.length === 0) return "warning-not-sent";
  if (sent.every(({ sentAt }) => sentAt > deliveredAt)) return "delivered-before-sent";
  return deliveredAt > at ? "delivered-in-the-future" : undefined;
}

/** Plan V: limits "on all end user accounts": the first come with the approval and are taken over once; none is removed. */
export const awaitsFirstLimits = ({ limits }: EnforcementState): boolean => limits === undefined;
