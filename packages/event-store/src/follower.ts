import type { Position } from "./envelope.ts";

/** Facts on their way through one reaction: in order per id, the cursor behind all of them. */
export interface Follower<Fact> {
  /** Facts come in the log's order; one at or before the cursor, or that was offered before, is dropped. */
  offer(fact: Fact): void;
  /** After the signal has aborted: resolves when nothing is under way any more. What is not settled comes again. */
  ended(): Promise<void>;
}

/**
 * Settles facts of one id one after the other, facts of different ids side by side. The cursor moves to a fact when that
 * and all before it are settled: a crash repeats facts, and leaves none out.
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
  /** In the log's order. */
  const open: { readonly position: Position; settled: boolean }[] = [];
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
    while (open[0]?.settled) settled = open.shift()?.position ?? settled;
    // One at a time: of what settles meanwhile only the last is written.
    if (saved !== settled) saving ??= save().catch(ifRunning);
  };

  return {
    offer(fact) {
      if (fact.position <= offered) return;
      offered = fact.position;
      const id = deps.concerns(fact);
      if (id === undefined) return;
      const entry = { position: fact.position, settled: false };
      open.push(entry);
      const before = lanes.get(id) ?? Promise.resolve();
      const turn = before
        .then(() => deps.settle(fact))
        .then(() => {
          entry.settled = true;
          if (lanes.get(id) === turn) lanes.delete(id);
          advance();
        });
      lanes.set(id, turn);
      turn.catch(ifRunning);
    },
    async ended() {
      await Promise.allSettled([...lanes.values(), saving]);
    },
  };
}
