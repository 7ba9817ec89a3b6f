import { uuidV5 } from "@rmp/vocabulary/ids";
import type { Logger } from "pino";
import type { DomainEvent } from "./decider.ts";
import { eventRef, type Position, type Recorded } from "./envelope.ts";
import { createFollower, type Follower } from "./follower.ts";
import type { Loop } from "./loop.ts";
import { type Parking, parkReaction } from "./park-reaction.ts";
import { asleep, persist, type Wait } from "./persist.ts";
import type { Cursors } from "./reaction-cursors.ts";

/** What follows from a fact: a command to the service that owns the change. */
export interface Reaction<E extends DomainEvent = DomainEvent> {
  /** Never to change: its cursor and its request ids hang on it. */
  readonly name: string;
  /** The id in whose order the fact is judged; undefined where it is none of this reaction's. May not throw. */
  concerns(fact: Recorded<E>): string | undefined;
  /** Judges the fact on the views as they are, and sends what follows. Throws what the clients throw. */
  react(fact: Recorded<E>, sending: Sending): Promise<void>;
  /** Reasons of the owner that leave nothing to do. */
  readonly done: ReadonlySet<string>;
}

export interface Sending {
  /** The request id of a command: the same whenever the fact is judged again, by whichever replica. */
  requestId(...parts: readonly string[]): string;
  /** Aborts when the process stops. */
  readonly signal: AbortSignal;
}

/** What an error says: come again; or no, for a reason, which is believed when it has come so often (else at once). */
export type Verdict = "retry" | Refused;

interface Refused {
  readonly refused: string;
  readonly times?: number;
}

export interface ReactionDeps extends Parking {
  readonly loop: Pick<Loop, "applied" | "history" | "position" | "ready">;
  readonly cursors: Cursors;
  classify(error: unknown): Verdict;
  readonly logger: Pick<Logger, "warn" | "error">;
  readonly wait?: Wait;
  /** Waits until the cursors are to pass again what concerned no reaction. */
  readonly rest?: Wait;
}

/** What is written in this time a restart reads again, though it concerns no reaction. */
const passEvery = 60_000;

/**
 * Follows the facts that the loop has folded, from each reaction's cursor on; resolves when those that already stand
 * are under way. Facts of one id are judged one after the other, of different ids side by side, and all of them after
 * the loop has first caught up. Throws StoreUnavailable where cursors or log cannot be read.
 */
export async function startReactions<E extends DomainEvent>(
  reactions: readonly Reaction<E>[],
  deps: ReactionDeps,
): Promise<AsyncDisposable> {
  const { loop } = deps;
  const stop = new AbortController();
  // A loop that fails before it has caught up ends the process: nothing is judged then.
  loop.ready.catch((error: unknown) => stop.abort(error));
  // First of all, or a fact between the reading of the cursors and the listening would be nobody's.
  const meanwhile: Recorded[] = [];
  let take: (fact: Recorded) => void = (fact) => meanwhile.push(fact);
  const unlisten = loop.applied((fact) => take(fact));

  const cursors = await Promise.all(reactions.map(({ name }) => deps.cursors.read(name)));
  const followers = reactions.map((reaction, index) => follow(reaction, cursors[index] ?? 0n, deps, stop.signal));
  const offer = (fact: Recorded) => {
    // The loop brings events of the catalogs that it was started with, and the reactions are written for these.
    for (const follower of followers) follower.offer(fact as Recorded<E>);
  };
  const furthestBack = cursors.reduce((least, cursor) => (cursor < least ? cursor : least), loop.position());
  for await (const fact of loop.history(furthestBack)) offer(fact);
  // What came by both ways is dropped here.
  meanwhile.forEach(offer);
  take = offer;
  const passing = passBy(followers, deps, stop.signal);

  return {
    async [Symbol.asyncDispose]() {
      unlisten();
      stop.abort();
      await Promise.all([passing, ...followers.map((follower) => follower.ended())]);
    },
  };
}

/** The loop has offered everything up to its position, also where it brought nothing that is followed. */
async function passBy(
  followers: readonly Pick<Follower<never>, "reach">[],
  { loop, rest = asleep }: ReactionDeps,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    for (const follower of followers) follower.reach(loop.position());
    await rest(passEvery, signal).catch(() => {});
  }
}

function follow<E extends DomainEvent>(
  reaction: Reaction<E>,
  cursor: Position,
  deps: ReactionDeps,
  signal: AbortSignal,
): Follower<Recorded<E>> {
  const { name, done } = reaction;
  const { logger, wait = asleep } = deps;

  const judge = (fact: Recorded<E>): Promise<Refused | "done"> => {
    const requestId = (...parts: readonly string[]) => uuidV5(fact.id, name, ...parts);
    let refusals = 0;
    const attempt = async () => {
      try {
        await reaction.react(fact, { requestId, signal });
        return "done";
      } catch (error) {
        const verdict = deps.classify(error);
        if (verdict !== "retry" && ++refusals >= (verdict.times ?? 1)) return verdict;
        logger.warn({ reaction: name, fact: eventRef(fact), error }, "reaction waits");
        return undefined;
      }
    };
    return persist(attempt, { wait, signal });
  };

  /** Whatever stands in the way of a record that must be written is told and tried again. */
  const written = async (what: string, write: () => Promise<void>): Promise<true | undefined> => {
    try {
      await write();
      return true;
    } catch (error) {
      logger.error({ reaction: name, error }, `${what} is not written yet`);
      return undefined;
    }
  };

  return createFollower({
    cursor,
    signal,
    concerns: reaction.concerns,
    async settle(fact) {
      await deps.loop.ready;
      const verdict = await judge(fact);
      if (verdict === "done" || done.has(verdict.refused)) return;
      const park = () => parkReaction(fact, name, verdict.refused, deps);
      await persist(() => written("ReactionParked", park), { wait, signal });
      logger.error({ reaction: name, fact: eventRef(fact), reason: verdict.refused }, "reaction parked");
    },
    async moveCursor(position) {
      await persist(() => written("the cursor", () => deps.cursors.move(name, position)), { wait, signal });
    },
  });
}
