import { memoryStore } from "@rmp/test-kit/memory-store";
import { raw, startedLoop } from "@rmp/test-kit/started-loop";
import { instant } from "@rmp/vocabulary/instant";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { EventStorePort } from "./port.ts";

const never = new AbortController().signal;

test("however reads and deliveries interleave, every event is folded once and in order", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.constantFrom("book-1", "book-2", "shelf-1"), { minLength: 1, maxLength: 12 }),
      async (scheduler, streams) => {
        const memory = memoryStore(() => instant(0));
        const step = scheduler.scheduleFunction(async () => {});
        const store: EventStorePort = {
          ...memory,
          readAll: async (...args) => {
            const page = await memory.readAll(args[0], 3);
            await step();
            return page;
          },
          async *subscribe(after, prefixes, signal) {
            for await (const arrival of memory.subscribe(after, prefixes, signal)) {
              await step();
              yield arrival;
              // A connection that was taken up again may bring an event once more.
              if ("event" in arrival) yield arrival;
            }
          },
        };
        const { loop, folded } = startedLoop({ store }, memory);
        const writing = async () => {
          const covering: Promise<void>[] = [];
          for (const [n, stream] of streams.entries()) {
            await step();
            const last = (await memory.readStream(stream)).length - 1;
            const { position } = await memory.append(stream, last < 0 ? "no-stream" : last, [raw(String(n))]);
            covering.push(loop.cover(position, never));
          }
          await Promise.all(covering);
        };
        await scheduler.waitFor(writing());
        const books = [...streams.keys()].filter((n) => streams[n] !== "shelf-1").map(String);
        expect(folded).toEqual(books);
        const disposed = loop[Symbol.asyncDispose]();
        await scheduler.waitIdle();
        await disposed;
      },
    ),
    { numRuns: 100 },
  );
});
