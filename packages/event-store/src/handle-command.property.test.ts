import { requested } from "@rmp/test-kit/command-context";
import { readable } from "@rmp/test-kit/given-when-then";
import { type LendingCommand, lending, lendingEvents } from "@rmp/test-kit/lending";
import { memoryKeyring } from "@rmp/test-kit/memory-keyring";
import { memoryStore } from "@rmp/test-kit/memory-store";
import { losingAnswers, losingAppends } from "@rmp/test-kit/overtaken-store";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createEventLog } from "./event-log.ts";
import { Contended, handleCommand } from "./handle-command.ts";
import { type EventStorePort, StoreUnavailable } from "./port.ts";

const command = fc.oneof(
  fc.constantFrom<LendingCommand>({ type: "return" }),
  fc.constantFrom("ada", "eve", "barred").map((reader): LendingCommand => ({ type: "lend", reader, name: reader })),
);

/** One caller: what it asks, how many copies of the request are under way at once, what is lost on their way. */
const caller = fc.record({
  command,
  copies: fc.integer({ min: 1, max: 3 }),
  answersLost: fc.nat(2),
  appendsLost: fc.nat(2),
});

test("however commands and their repeats interleave and are lost, each stands once and has one answer", async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(caller, { minLength: 1, maxLength: 5 }), async (scheduler, callers) => {
      const store = memoryStore();
      const keyring = memoryKeyring();
      const shuffled: EventStorePort = {
        ...store,
        readStream: scheduler.scheduleFunction(store.readStream),
        append: scheduler.scheduleFunction(store.append),
      };
      const sending = callers.flatMap(({ command, copies, answersLost, appendsLost }, index) =>
        Array.from({ length: copies }, async () => {
          const port = losingAnswers(losingAppends(shuffled, appendsLost), answersLost);
          const log = createEventLog({ store: port, keyring, own: lendingEvents });
          for (;;) {
            try {
              return { index, outcome: await handleCommand(log, lending, "1", command, requested(String(index))) };
            } catch (error) {
              // What a caller does that was told to come again.
              if (!(error instanceof StoreUnavailable || error instanceof Contended)) throw error;
            }
          }
        }),
      );
      const answers = await scheduler.waitFor(Promise.all(sending));

      const events = await store.readStream("book-1");
      expect(events.map(({ revision }) => revision)).toEqual(events.map((_, index) => index));
      expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
      const moves = events.filter(({ type }) => type === "BookLent" || type === "BookReturned");
      expect(moves.map(({ type }) => type)).toEqual(moves.map((_, n) => (n % 2 === 0 ? "BookLent" : "BookReturned")));
      const recorded = answers.filter(({ outcome }) =>
        outcome.kind === "accepted" ? outcome.events.length > 0 : outcome.recorded,
      );
      for (const { index, outcome } of recorded) {
        const cited = outcome.kind === "accepted" ? outcome.events : [outcome.recorded];
        for (const event of cited) expect(events[event?.revision ?? -1]?.id).toBe(event?.id);
        for (const other of recorded)
          if (other.index === index) expect(readable(other.outcome)).toEqual(readable(outcome));
      }
    }),
    { numRuns: 150 },
  );
});
