import { type AllStreamResolvedEvent, type EventStoreDBClient, START, streamNameFilter } from "@eventstore/db-client";
import type { Position } from "./envelope.ts";
import { onWire, storedEvent } from "./esdb-events.ts";
import type { Arrival } from "./port.ts";

/** One connection of a subscription; throws where it breaks, ends where the server ends it. */
export async function* connection(
  reader: EventStoreDBClient,
  after: Position | "start",
  prefixes: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<Arrival, void> {
  // These overtake the events that wait in the stream's buffer: they are told when it is empty, late but never early.
  const notes: Arrival[] = [];
  let news = Promise.withResolvers<void>();
  const wake = () => news.resolve();
  let failure: Error | undefined;
  let ended = false;
  const subscription = reader.subscribeToAll({
    fromPosition: after === "start" ? START : onWire(after),
    filter: streamNameFilter({
      prefixes: [...prefixes],
      checkpointReached: (_, { commit }) => {
        notes.push({ checkpoint: commit });
        wake();
      },
    }),
  });
  subscription.on("caughtUp", () => {
    notes.push({ caughtUp: true });
    wake();
  });
  subscription.on("readable", wake);
  // Stays on for good: an error that nobody hears ends the process.
  subscription.on("error", (error) => {
    failure ??= error;
    wake();
  });
  subscription.on("end", () => {
    ended = true;
    wake();
  });
  signal.addEventListener("abort", wake);
  try {
    while (!signal.aborted) {
      news = Promise.withResolvers();
      // Node types what a stream holds as `any`; this one's type stands in `AllStreamSubscription`.
      const resolved = subscription.read() as AllStreamResolvedEvent | null;
      const note = resolved ? undefined : notes.shift();
      if (resolved) for (const event of storedEvent(resolved, 0n)) yield { event };
      else if (note) yield note;
      else if (failure) throw failure;
      else if (ended) return;
      else await news.promise;
    }
  } finally {
    signal.removeEventListener("abort", wake);
    subscription.unsubscribe().catch(() => {});
    subscription.destroy();
  }
}
