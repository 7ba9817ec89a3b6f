import type { Recorded } from "@rmp/event-store/envelope";
import { type LoopDeps, startLoop } from "@rmp/event-store/loop";
import type { EventStorePort, RawEvent, StoredEvent } from "@rmp/event-store/port";
import { untilAborted } from "@rmp/event-store/until-aborted";
import { instant } from "@rmp/vocabulary/instant";
import { type MemoryStore, memoryStore } from "./memory-store.ts";

/** An event of which only the id matters. */
export const raw = (id: string): RawEvent => ({ id, type: "Happened", data: {}, metadata: {} });

/** A decoder that knows every event; what is under test is which ones come and when. */
const decode = ({ id, stream, revision, position }: StoredEvent): Recorded => ({
  event: { type: "Happened", data: {} },
  id,
  stream,
  revision,
  position,
  envelope: {
    requestId: "",
    requestMac: "",
    correlationId: "",
    actor: { kind: "system", id: "test" },
    occurredAt: instant(0),
    recordedAt: instant(0),
    planVersion: "none",
    policyHash: "none",
    schemaVersion: 1,
    service: "test",
  },
});

/** The loop's pause between two looks at the head, in the test's hand. */
const pause = () => {
  let over = Promise.withResolvers<void>();
  let begun = Promise.withResolvers<void>();
  return {
    wait: (_: number, signal: AbortSignal) => {
      begun.resolve();
      return untilAborted(over.promise, signal);
    },
    /** Resolves when the look that follows is done. */
    end: async () => {
      await begun.promise;
      begun = Promise.withResolvers();
      over.resolve();
      over = Promise.withResolvers();
      await begun.promise;
    },
  };
};

/** A loop over the streams `book-…`, which writes down what it folds. It looks at the head again when it is told to. */
export const startedLoop = (change: Partial<LoopDeps> = {}, memory: MemoryStore = memoryStore(() => instant(0))) => {
  const folded: string[] = [];
  const { wait, end } = pause();
  const store: EventStorePort = change.store ?? memory;
  const loop = startLoop({
    log: { decode },
    categories: ["book"],
    fold: ({ id }) => void folded.push(id),
    wait,
    clock: () => 0,
    ...change,
    store,
  });
  return { memory, loop, folded, lookAgain: end };
};
