import type { Answered, Work } from "./work.ts";

/** Calls of all connections wait here for the end of the tick, so that they are signed and journaled together. */
export interface CallQueue {
  /** `done` is called once, never before this returns. The work's time is stamped here. */
  submit(work: Omit<Work, "at" | "elapsed">, done: (answered: Answered) => void): void;
  /** Everything that reached us before this (milliseconds since 1970) is decided and journaled. */
  settledUntil(): number;
}

/** As many calls are decided in one go: more would keep everything else waiting for more than about 10 ms. */
const DRAIN_CALLS = 256;

interface Waiting {
  readonly work: Work;
  readonly done: (answered: Answered) => void;
}

/** Set back by more than this, the clock was wrong before: to keep its time would sign calls of the future. */
const JITTER_MS = 1_000;

export interface Clocks {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds that nobody sets. */
  readonly elapsed: () => number;
}

/** `notBefore`: the time of the last call that is journaled. Small steps back of the clock do not show in the journal. */
export function createCallQueue(
  decide: (works: readonly Work[]) => readonly Answered[],
  { now, elapsed }: Clocks,
  notBefore: number,
): CallQueue {
  let waiting: Waiting[] = [];
  let latest = notBefore;
  const clock = (): number => {
    const time = now();
    latest = time < latest - JITTER_MS ? time : Math.max(latest, time);
    return latest;
  };

  const drain = (): void => {
    const due = waiting.slice(0, dueNow(waiting));
    waiting = waiting.slice(due.length);
    if (waiting.length > 0) setImmediate(drain);
    for (const [index, answered] of decide(due.map(({ work }) => work)).entries()) due[index]?.done(answered);
  };

  return {
    submit(work, done) {
      if (waiting.length === 0) setImmediate(drain);
      waiting.push({ work: { ...work, at: clock(), elapsed: elapsed() }, done });
    },
    settledUntil: () => waiting[0]?.work.at ?? clock(),
  };
}

/** How many works hold together no more calls than are decided in one go; the first always goes. */
function dueNow(waiting: readonly Waiting[]): number {
  let calls = 0;
  const beyond = waiting.findIndex(({ work }) => {
    calls += Math.max(work.calls.length, 1);
    return calls > DRAIN_CALLS;
  });
  return beyond < 0 ? waiting.length : Math.max(beyond, 1);
}
