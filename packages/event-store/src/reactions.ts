import { setTimeout } from "node:timers/promises";
import type { DomainEvent } from "./decider.ts";
import type { Recorded } from "./envelope.ts";
import type { Reaction, ReactionDeps } from "./reaction.ts";
import { follow } from "./reaction-follower.ts";

/**
 * Follows the facts that the loop has folded, from each reaction's cursor on; resolves when those that already stand
 * are under way. Facts of one id are judged one after the other, of different ids side by side, and all of them after
 * the loop has first caught up. Throws StoreUnavailable where cursors or log cannot be read.
 */
export async function startReactions<E extends DomainEvent>(
  reactions: readonly Reaction<E>[],
  deps: ReactionDeps,
): Promise<AsyncDisposable> {
  const { loop, cursors, wait = asleep } = deps;
  const stop = new AbortController();
  // First of all, or a fact between the reading of the cursors and the listening would be nobody's.
  const meanwhile: Recorded[] = [];
  let take: (fact: Recorded) => void = (fact) => meanwhile.push(fact);
  // Then nothing is judged any more; the process is ending.
  loop.ready.catch((error) => stop.abort(error));
  const unlisten = loop.applied((fact) => take(fact));

  const followers = await Promise.all(
    reactions.map(async (reaction) => {
      const cursor = await cursors.read(reaction.name);
      return { cursor, ...follow(reaction, cursor, { ...deps, wait, signal: stop.signal }) };
    }),
  );
  const offer = (fact: Recorded) => {
    // The loop brings events of the catalogs that it was started with, and the reactions are written for these.
    for (const follower of followers) follower.offer(fact as Recorded<E>);
  };
  const furthestBack = followers.reduce((least, { cursor }) => (cursor < least ? cursor : least), loop.position());
  for await (const fact of loop.history(furthestBack)) offer(fact);
  // What is in both is dropped: a follower takes no fact at or before the last one.
  meanwhile.forEach(offer);
  take = offer;

  return {
    async [Symbol.asyncDispose]() {
      unlisten();
      stop.abort();
      await Promise.all(followers.map(({ ended }) => ended()));
    },
  };
}

const asleep = (milliseconds: number, signal: AbortSignal) =>
  setTimeout(milliseconds, undefined, { signal, ref: false });
