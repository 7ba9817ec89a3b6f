import type { NumberClass } from "@rmp/events/numbering";
import type { Actor } from "@rmp/vocabulary/actor";
import { type Instant, plus } from "@rmp/vocabulary/instant";
import { digits, type E164, isFictional } from "@rmp/vocabulary/telephone-number";
import type { CustomerStanding, NumberRange, Subscriber } from "./commands.ts";
import { numbersOf } from "./ranges.ts";

/** Plan IV: "telephone numbers to which they have subscribed from CCS": under an agreement that is approved and stands. */
export const isSubscriber = (customer: CustomerStanding | undefined): customer is Subscriber =>
  customer?.kind === "approved";

/** Plan IV: "their telephone number(s)": a number has one holder, and is nobody's while it ages. */
export function doubtOfAssignment(
  holder: { readonly agingUntil?: Instant } | undefined,
  at: Instant,
): "number-already-held" | "number-aging" | undefined {
  if (!holder) return undefined;
  if (!holder.agingUntil) return "number-already-held";
  return at < holder.agingUntil ? "number-aging" : undefined;
}

/** Plan III: "terminate all Services": the end of them releases numbers by itself, by this service's hand; anyone else is a person. */
export const followsTheEnd = (by: Actor): boolean => by.kind === "service" && by.id === "service/numbering";

/** Plan III: "terminate all Services": what takes a customer's numbers without a person's word is this customer's own end. */
export const endedServicesOf = (customer: CustomerStanding | undefined, endedBy: string): boolean =>
  customer?.kind === "ended" && customer.endedBy === endedBy;

/** Plan III: numbers of ended services go to aging, 45 days at the least (47 CFR 52.15(f)(1)(ii)). */
export const agingEnd = (at: Instant, agingDays: number): Instant => plus(at, { days: agingDays });

/** Plan IV: the inventory is documented in blocks as they are had: 100, 1000 or 10000 numbers from a multiple of it on. */
export const isAligned = ({ firstNumber, size }: NumberRange): boolean => Number(digits(firstNumber)) % size === 0;

/** Toll-free codes in service; the others of 8YY are reserved (NANPA). */
const tollFree = /^\+18(?:00|33|44|55|66|77|88)/;

/** Plan IV: the inventory says of a number what it is; 555-01XX can be nobody's (ATIS-0300115), so it is never real. */
export const classOf = (number: E164): NumberClass =>
  isFictional(number) ? "fictional" : tollFree.test(number) ? "toll-free" : "geographic";

/** Plan IV: a block is of one class, and of the one that its numbers have. */
export const isOfClass = (range: NumberRange, numberClass: NumberClass): boolean =>
  numbersOf(range).every((number) => classOf(number) === numberClass);
