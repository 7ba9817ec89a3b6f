import type { CallAttempt } from "../domain/call.ts";
import type { Place } from "../domain/place.ts";
import type { CallRecord } from "../journal/record.ts";

/** A decision with where the journal holds it, `<replica>:<segment>:<offset>`; "" until it does. */
export interface Journaled {
  readonly record: CallRecord;
  reference: string;
}

/**
 * The decisions that a repeated request is answered with again. Times are in milliseconds on a clock that nobody sets, and
 * decisions come in their order.
 */
export interface Repeats {
  /** What was decided since then; undefined where nothing was, or the journal cannot be read at its place. */
  find(key: string, since: number): Journaled | undefined;
  /** Until it is journaled, or forgotten, the decision itself is kept. */
  remember(key: string, elapsed: number, decision: Journaled): void;
  journaled(key: string, elapsed: number, place: Place): void;
  forget(key: string): void;
  /** Lets go, soon, of what was decided before then: nobody will ask for it. */
  dropBefore(since: number): void;
}

/** Hundreds of thousands stand here at full load: the journal holds what they say, and memory only where. */
interface Remembered {
  readonly elapsed: number;
  readonly decision: Journaled | Place;
}

/** `read` finds the decision that the journal holds at a place. */
export function createRepeats(read: (place: Place) => Journaled | undefined): Repeats {
  // Two generations: an old one is let go as a whole, where deletions one by one would leave gaps to walk over.
  let older = new Map<string, Remembered>();
  let newer = new Map<string, Remembered>();
  let newerSince = Number.POSITIVE_INFINITY;
  return {
    find(key, since) {
      const known = newer.get(key) ?? older.get(key);
      if (!known || known.elapsed < since) return undefined;
      return "segment" in known.decision ? read(known.decision) : known.decision;
    },
    remember(key, elapsed, decision) {
      if (newer.size === 0) newerSince = elapsed;
      newer.set(key, { elapsed, decision });
    },
    journaled: (key, elapsed, place) => void newer.set(key, { elapsed, decision: place }),
    forget(key) {
      newer.delete(key);
      older.delete(key);
    },
    dropBefore(since) {
      if (newerSince >= since) return;
      // The older generation ends before the newer begins.
      older = newer;
      newer = new Map();
      newerSince = Number.POSITIVE_INFINITY;
    },
  };
}

/** Whether two requests with one call id ask for the same call. */
export const sameBody = (one: CallAttempt, other: CallAttempt): boolean =>
  one.trunk === other.trunk &&
  one.callingNumber === other.callingNumber &&
  one.calledNumber === other.calledNumber &&
  one.atMost === other.atMost;
