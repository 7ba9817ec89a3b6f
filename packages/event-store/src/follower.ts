import type { Position } from "./envelope.ts";

/** Facts on their way through one reaction: in order per id, the cursor behind all of them. */
export interface Follower<Fact> {
  /** Facts come in the log's order; one at or before the cursor, or that was offered before, is dropped. */
  offer(fact: Fact): void;
  /** Every fact up to here was offered: the cursor follows as far as nothing is under way. */
  reach(position: Position): void;
  /** After the signal has aborted: resolves when nothing is under way any more. What is not settled comes again. */
  ended(): Promise<void>;
}

/**
 * Settles facts of one id one after the other, facts of different ids side by side. The cursor moves when a fact is
 * settled, and when it is told how far the log was offered, always to before the first fact that is not settled: a crash
 * repeats facts, and leaves none out.
 */
export function createFollower<Fact extends { readonly position: Position }>(deps: {
  readonly cursor: Position;
  /** The id in whose order the fact stands; undefined: it is passed by. */
  concerns(fact: Fact): string | undefined;
  /** Both try until they succeed: what they throw before the signal aborts is a bug, and ends the process. */
  settle(fact: Fact): Promise<void>;
  moveCursor(position: Position): Promise<void>;
  readonly signal: AbortSignal;
}): Follower<Fact> {
  /** In the log's order, each with the position up to which the log was offered before it. */
  const open: { readonly before: Position; settled: boolean }[] = [];
  const lanes = new Map<string, Promise<void>>();
  let offered = deps.cursor;
  let settled = deps.cursor;
  let saved = deps.cursor;
  let saving: Promise<void> | undefined;

  const ifRunning = (error: unknown) => {
    if (!deps.signal.aborted) throw error;
  };

  const save = async () => {
    while (saved !== settled) {
      const target = settled;
      await deps.moveCursor(target);
      saved = target;
    }
    saving = undefined;
  };

  const advance = () => {
    while (open[0]?.settled) open.shift();
    settled = open[0]?.before ?? offered;
    // One at a time: of what settles meanwhile only the last is written.
    if (saved !== settled) saving ??= save().catch(ifRunning);
  };

  return {
    offer(fact) {
      if (fact.position <= offered) return;
      const before = offered;
      offered = fact.position;
      const id = deps.concerns(fact);
      if (id === undefined) return;
      const entry = { before, settled: false };
      open.push(entry);
      const earlier = lanes.get(id) ?? Promise.resolve();
      const turn = earlier
        .then(() => deps.settle(fact))
        .then(() => {
          entry.settled = true;
          if (lanes.get(id) === turn) lanes.delete(id);
          advance();
        });
      lanes.set(id, turn);
      turn.catch(ifRunning);
    },
    reach(position) {
      if (position > offered) offered = position;
      advance();
    },
    async ended() {
      await Promise.allSettled([...lanes.values(), saving]);
    },
  };
}
