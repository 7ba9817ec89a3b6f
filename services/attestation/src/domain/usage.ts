import type { CustomerId } from "@rmp/vocabulary/ids";

/**
 * What each customer uses of its limits. Asking changes nothing that counts. `elapsed` is in milliseconds on a clock that
 * nobody sets: a second of it is a second.
 */
export interface Usage {
  callsInLastSecond(customerId: CustomerId, elapsed: number): number;
  /** Milliseconds until the first of those calls is a second old; 0 where there is none. */
  untilOneFewer(customerId: CustomerId, elapsed: number): number;
  sessions(customerId: CustomerId): number;
}

/** A call that is up. */
export interface OpenCall {
  readonly customerId: CustomerId;
  /** When it began; below zero where that was before the clock. */
  readonly elapsed: number;
}

/** Counts calls as they begin and end. `key` names one call; calls begin in the order of `elapsed`. */
export interface UsageLedger extends Usage {
  /** The call counts towards both limits. One that is up under the same key is over: its id has been given again. */
  begin(key: string, call: OpenCall): void;
  /** The call is over: answers it, or undefined where none is up under this key. */
  end(key: string): OpenCall | undefined;
  /** The call is up again, or still: it counts as a session alone. */
  resume(key: string, call: OpenCall): void;
  /** Takes back a beginning: the call counts towards neither limit. It must be the customer's latest. */
  withdraw(key: string): void;
  /** The keys of the calls that have been up since an instant or longer. Looks at each call that is up. */
  upSince(elapsed: number): readonly string[];
}

const SECOND = 1000;

/** When calls of one customer began, oldest first; those before the index `first` are older than a second. */
interface Beginnings {
  times: number[];
  first: number;
}

export function createUsageLedger(): UsageLedger {
  const open = new Map<string, OpenCall>();
  const sessions = new Map<CustomerId, number>();
  const begun = new Map<CustomerId, Beginnings>();

  const count = (customerId: CustomerId, change: 1 | -1): void => {
    const now = (sessions.get(customerId) ?? 0) + change;
    if (now === 0) sessions.delete(customerId);
    else sessions.set(customerId, now);
  };

  const end = (key: string): OpenCall | undefined => {
    const call = open.get(key);
    if (!call) return undefined;
    open.delete(key);
    count(call.customerId, -1);
    return call;
  };

  const resume = (key: string, call: OpenCall): void => {
    open.set(key, call);
    count(call.customerId, 1);
  };

  const beginningsOf = (customerId: CustomerId): Beginnings => {
    const known = begun.get(customerId) ?? { times: [], first: 0 };
    begun.set(customerId, known);
    return known;
  };

  /** Passes over what is older than a second. */
  const recent = (customerId: CustomerId, elapsed: number): Readonly<Beginnings> => {
    const beginnings = beginningsOf(customerId);
    const { times } = beginnings;
    while ((times[beginnings.first] ?? elapsed) <= elapsed - SECOND) beginnings.first += 1;
    // Half of them at once: one by one, each would move all that stand behind it.
    if (beginnings.first * 2 > times.length) {
      beginnings.times = times.slice(beginnings.first);
      beginnings.first = 0;
    }
    return beginnings;
  };

  return {
    callsInLastSecond(customerId, elapsed) {
      const { times, first } = recent(customerId, elapsed);
      return times.length - first;
    },
    untilOneFewer(customerId, elapsed) {
      const { times, first } = recent(customerId, elapsed);
      const oldest = times[first];
      return oldest === undefined ? 0 : oldest + SECOND - elapsed;
    },
    sessions: (customerId) => sessions.get(customerId) ?? 0,
    begin(key, call) {
      end(key);
      resume(key, call);
      beginningsOf(call.customerId).times.push(call.elapsed);
    },
    end,
    resume,
    withdraw(key) {
      const call = end(key);
      if (!call) return;
      const { times, first } = beginningsOf(call.customerId);
      // Where it is older than a second by now it counts no more.
      if (first < times.length) times.pop();
    },
    upSince(elapsed) {
      const keys: string[] = [];
      // To the last: where a clock was set back, a restart has put older calls behind newer ones.
      for (const [key, call] of open) if (call.elapsed <= elapsed) keys.push(key);
      return keys;
    },
  };
}
