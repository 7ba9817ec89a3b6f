import type { Position } from "@rmp/event-store/envelope";
import {
  type Appended,
  type Arrival,
  type EventStorePort,
  type RawEvent,
  type StoredEvent,
  WrongExpectedRevision,
} from "@rmp/event-store/port";
import { type Instant, instant } from "@rmp/vocabulary/instant";

export interface MemoryStore extends EventStorePort {
  /** Everything that was written, in order. */
  readonly all: readonly StoredEvent[];
}

/** Positions grow by more than one, as a real store's do: nobody may count with them. */
const gap = 100n;

/** An event store in memory with the rules of the real one: expected revisions, ids known again, order of all. */
export function memoryStore(clock: () => Instant = () => instant(Date.now())): MemoryStore {
  const all: StoredEvent[] = [];
  let wake = Promise.withResolvers<void>();
  const streamOf = (stream: string) => all.filter((event) => event.stream === stream);
  const behind = (after: Position | "start") => all.filter(({ position }) => after === "start" || position > after);

  const append = (stream: string, expected: number | "no-stream", events: readonly RawEvent[]): Appended => {
    const present = streamOf(stream);
    const revision = expected === "no-stream" ? -1 : expected;
    const standing = present.slice(revision + 1, revision + 1 + events.length);
    const known = standing.length === events.length && events.every(({ id }, index) => standing[index]?.id === id);
    const last = standing.at(-1);
    if (known && last) return { revision: last.revision, position: last.position };
    if (revision !== present.length - 1)
      throw new WrongExpectedRevision(`${stream} is at ${present.length - 1}, not at ${expected}`);
    for (const [index, event] of events.entries())
      all.push({
        ...structuredClone(event),
        stream,
        revision: present.length + index,
        position: (all.at(-1)?.position ?? 0n) + gap,
        created: clock(),
      });
    wake.resolve();
    wake = Promise.withResolvers();
    return { revision: present.length - 1 + events.length, position: all.at(-1)?.position ?? 0n };
  };

  return {
    all,
    readStream: async (stream, from = 0) => streamOf(stream).slice(from),
    append: async (stream, expected, events) => append(stream, expected, events),
    readHead: async () => all.at(-1)?.position ?? 0n,
    readAll: async (after, limit) => behind(after).slice(0, limit),
    async *subscribe(after, prefixes, signal): AsyncGenerator<Arrival> {
      let position = after;
      const aborted = Promise.withResolvers<void>();
      signal.addEventListener("abort", () => aborted.resolve(), { once: true });
      while (!signal.aborted) {
        const woken = wake.promise;
        for (const event of behind(position)) {
          if (signal.aborted) return;
          position = event.position;
          if (prefixes.some((prefix) => event.stream.startsWith(prefix))) yield { event };
        }
        yield { caughtUp: true };
        await Promise.race([woken, aborted.promise]);
      }
    },
    async [Symbol.asyncDispose]() {},
  };
}
