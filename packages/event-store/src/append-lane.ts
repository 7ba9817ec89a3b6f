import type { Wait } from "./persist.ts";
import { StoreOutcomeUnknown, StoreUnavailable } from "./port.ts";

/** Runs one append when there is room for it. */
export type AppendLane = <Result>(send: () => Promise<Result>) => Promise<Result>;

const late = Symbol("late");

/**
 * Lets at most `capacity` appends be unanswered and gives each `deadline` milliseconds. One that waits longer for room
 * was never sent: StoreUnavailable. One that was sent and has no answer by then: `hangUp` is called, which must make
 * every unanswered append settle, and StoreOutcomeUnknown is thrown. All others pass on what `send` brings or throws.
 */
export function appendLane(deps: {
  readonly capacity: number;
  readonly deadline: number;
  /** Milliseconds after which not even the transport knows of the call any more: its room is free, settled or not. */
  readonly forgotten: number;
  hangUp(): Promise<unknown>;
  readonly wait: Wait;
}): AppendLane {
  const { deadline, forgotten, hangUp } = deps;
  let room = deps.capacity;
  const waiting = new Set<() => void>();

  const within = async <T>(milliseconds: number, promise: Promise<T>): Promise<T | typeof late> => {
    const timer = new AbortController();
    const over = (): typeof late => late;
    try {
      return await Promise.race([promise, deps.wait(milliseconds, timer.signal).then(over, over)]);
    } finally {
      timer.abort();
    }
  };

  const enter = async () => {
    if (room > 0) {
      room--;
      return;
    }
    const turn = Promise.withResolvers<void>();
    waiting.add(turn.resolve);
    if ((await within(deadline, turn.promise)) !== late) return;
    // Its turn may have come in the very moment it gave up.
    if (!waiting.delete(turn.resolve)) leave();
    throw new StoreUnavailable("too many appends are waiting for an answer");
  };

  const leave = () => {
    const [next] = waiting;
    if (!next) room++;
    else {
      // Handed over, or a newcomer could be faster than the one who waits longest.
      waiting.delete(next);
      next();
    }
  };

  return async (send) => {
    await enter();
    const sent = send();
    let inside = true;
    const leaveOnce = () => {
      if (inside) leave();
      inside = false;
    };
    sent.then(leaveOnce, leaveOnce);
    const answer = await within(deadline, sent);
    if (answer !== late) return answer;
    hangUp().catch(() => {});
    within(forgotten, sent).then(leaveOnce, leaveOnce);
    throw new StoreOutcomeUnknown(`no answer to an append within ${deadline} ms`);
  };
}
