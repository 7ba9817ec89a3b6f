import { uuidV5 } from "@rmp/vocabulary/ids";
import type { DomainEvent } from "./decider.ts";
import { eventRef, type Position, type Recorded } from "./envelope.ts";
import { parkReaction } from "./park-reaction.ts";
import type { Reaction, ReactionDeps, Verdict } from "./reaction.ts";

const firstPause = 100;
const longestPause = 10_000;

/** The facts of one reaction on their way. */
export interface Follower<E extends DomainEvent> {
  /** Facts come in the log's order; one at or before the cursor, or that was offered before, is dropped. */
  offer(fact: Recorded<E>): void;
  /** After the signal has aborted: resolves when nothing is under way any more. What is not settled comes again. */
  ended(): Promise<void>;
}

export interface FollowerDeps extends Required<ReactionDeps> {
  readonly signal: AbortSignal;
}

export function follow<E extends DomainEvent>(
  reaction: Reaction<E>,
  cursor: Position,
  deps: FollowerDeps,
): Follower<E> {
  const { name } = reaction;
  const { signal, logger } = deps;
  /** In the log's order: the cursor passes a fact when that and all before it are settled. */
  const open: { readonly position: Position; settled: boolean }[] = [];
  const lanes = new Map<string, Promise<void>>();
  let offered = cursor;
  let settled = cursor;
  let saved = cursor;
  let saving: Promise<void> | undefined;

  /** Again and again, with growing pauses, until the attempt brings something. Throws when the process stops. */
  const persist = async <T>(attempt: () => Promise<T | undefined>): Promise<T> => {
    for (let pause = firstPause; ; pause = Math.min(pause * 2, longestPause)) {
      signal.throwIfAborted();
      const result = await attempt();
      if (result !== undefined) return result;
      await deps.wait(pause, signal);
    }
  };

  const judged = (fact: Recorded<E>) => async (): Promise<Exclude<Verdict, "retry"> | "done" | undefined> => {
    const requestId = (...parts: readonly string[]) => uuidV5(fact.id, name, ...parts);
    try {
      await reaction.react(fact, { requestId, signal });
      return "done";
    } catch (error) {
      const verdict = deps.classify(error);
      if (verdict !== "retry") return verdict;
      logger.warn({ reaction: name, fact: eventRef(fact), error }, "reaction waits");
      return undefined;
    }
  };

  const parked = (fact: Recorded<E>, reason: string) => async (): Promise<true | undefined> => {
    try {
      await parkReaction(fact, name, reason, deps);
      logger.error({ reaction: name, fact: eventRef(fact), reason }, "reaction parked");
      return true;
    } catch (error) {
      logger.error({ reaction: name, fact: eventRef(fact), reason, error }, "reaction not parked yet");
      return undefined;
    }
  };

  const settle = async (fact: Recorded<E>) => {
    await deps.loop.ready;
    const verdict = await persist(judged(fact));
    if (verdict !== "done" && !reaction.done.has(verdict.refused)) await persist(parked(fact, verdict.refused));
  };

  const save = async () => {
    while (saved !== settled) {
      const target = settled;
      await persist(async () => {
        try {
          await deps.cursors.move(name, target);
          return true;
        } catch (error) {
          logger.warn({ reaction: name, error }, "cursor not moved yet");
          return undefined;
        }
      });
      saved = target;
    }
    saving = undefined;
  };

  /** What is thrown while the process runs is a bug, and ends it. */
  const ifRunning = (error: unknown) => {
    if (!signal.aborted) throw error;
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
      const id = reaction.concerns(fact);
      if (id === undefined) return;
      const entry = { position: fact.position, settled: false };
      open.push(entry);
      const before = lanes.get(id) ?? Promise.resolve();
      const turn = before
        .then(() => settle(fact))
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
