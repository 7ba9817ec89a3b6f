import type { CustomerId } from "@rmp/vocabulary/ids";
import { type Instant, instant } from "@rmp/vocabulary/instant";
import type { RefusalReason } from "../domain/refusals.ts";
import type { Place } from "../domain/place.ts";
import type { RefusalRecord } from "../journal/record.ts";

const MINUTE = 60_000;

/** The calls of one minute that were refused to one customer, or to nobody's ingress, for one reason. */
export interface RefusedCalls {
  readonly customerId: CustomerId | undefined;
  readonly reason: RefusalReason;
  /** First instant of the minute. */
  readonly minute: Instant;
  readonly count: number;
  readonly first: Place;
  readonly last: Place;
  /** The last of them. */
  readonly record: RefusalRecord;
}

/** Counts the refused calls of one minute at a time. */
export interface MinuteTally {
  /** Whether a call of this time (milliseconds since 1970) belongs to the minute that is counted; any does where none is. */
  takes(at: number): boolean;
  add(place: Place, record: RefusalRecord): void;
  /** First instant of the minute that is counted, and of the next one; undefined where none is. */
  minute(): { readonly begins: number; readonly ends: number } | undefined;
  counted(): readonly RefusedCalls[];
  /** To begin with another minute: the next one, or an earlier one where the clock was set back. */
  clear(): void;
}

export function createMinuteTally(): MinuteTally {
  let start: number | undefined;
  let counted = new Map<string, RefusedCalls>();
  return {
    takes: (at) => start === undefined || (start <= at && at < start + MINUTE),
    add(place, record) {
      const { customerId, reason } = record.decision;
      start ??= record.at - (record.at % MINUTE);
      const key = `${customerId} ${reason}`;
      const { first = place, count = 0 } = counted.get(key) ?? {};
      counted.set(key, { customerId, reason, minute: instant(start), count: count + 1, first, last: place, record });
    },
    minute: () => (start === undefined ? undefined : { begins: start, ends: start + MINUTE }),
    counted: () => [...counted.values()],
    clear() {
      counted = new Map();
      start = undefined;
    },
  };
}
