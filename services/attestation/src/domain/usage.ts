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
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Counts calls as they begin and end. `key` names one call; calls begin in the order of their time. */
export interface UsageLedger extends Usage {
  /** The call counts towards both limits. One that is up under the same key is over: its id has been given again. */
  begin(key: string, call: OpenCall, elapsed: number): void;
  /** The call is over: answers it, or undefined where none is up under this key. */
  end(key: string): OpenCall | undefined;
  /** Takes back an end. */
  resume(key: string, call: OpenCall): void;
  /** Takes back a beginning: the call counts towards neither limit. It must be the customer's latest. */
  withdraw(key: string): void;
  /** The keys of the calls that have been up since an instant or longer. */
  upSince(at: number): readonly string[];
}

const SECOND = 1000;

export function createUsageLedger(): UsageLedger {
  const open = new Map<string, OpenCall>();
  const sessions = new Map<CustomerId, number>();
  const begun = new Map<CustomerId, number[]>();

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

  /** The beginnings of the last second, oldest first: at most as many as the limit, because only admitted calls begin. */
  const recent = (customerId: CustomerId, elapsed: number): readonly number[] => {
    const times = begun.get(customerId) ?? [];
    while (times[0] !== undefined && times[0] <= elapsed - SECOND) times.shift();
    return times;
  };

  return {
    callsInLastSecond: (customerId, elapsed) => recent(customerId, elapsed).length,
    untilOneFewer(customerId, elapsed) {
      const [first] = recent(customerId, elapsed);
      return first === undefined ? 0 : first + SECOND - elapsed;
    },
    sessions: (customerId) => sessions.get(customerId) ?? 0,
    begin(key, call, elapsed) {
      end(key);
      resume(key, call);
      const times = begun.get(call.customerId);
      if (times) times.push(elapsed);
      else begun.set(call.customerId, [elapsed]);
    },
    end,
    resume,
    withdraw(key) {
      const call = end(key);
      if (call) begun.get(call.customerId)?.pop();
    },
    upSince(at) {
      const keys: string[] = [];
      for (const [key, call] of open) {
        // Those that came later stand behind it.
        if (call.at > at) break;
        keys.push(key);
      }
      return keys;
    },
  };
}
