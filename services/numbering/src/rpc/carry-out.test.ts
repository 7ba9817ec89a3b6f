import { createEventLog } from "@rmp/event-store/event-log";
import { type EventStorePort, StoreUnavailable } from "@rmp/event-store/port";
import { numberingEvents } from "@rmp/events/numbering";
import { requested } from "@rmp/test-kit/command-context";
import { memoryKeyring } from "@rmp/test-kit/memory-keyring";
import { memoryStore } from "@rmp/test-kit/memory-store";
import { digits } from "@rmp/vocabulary/telephone-number";
import { describe, expect, it } from "vitest";
import { acme, agreementOf, allotmentOf, line } from "../../test/subscription.ts";
import { carryOut } from "./carry-out.ts";

const numbers = [line(0), line(1), line(2)];
const allotment = { allotment: allotmentOf(1), customerId: acme, agreement: agreementOf(acme), numbers };

const logOver = (store: EventStorePort) => ({
  events: createEventLog({ store, keyring: memoryKeyring(), own: numberingEvents }),
});

/** A store that takes so many appends and then no more, as one that is ended in the middle of a request. */
function endsAfter(store: EventStorePort, appends: number): EventStorePort {
  let left = appends;
  return {
    ...store,
    append: async (...append) => {
      if (left-- <= 0) throw new StoreUnavailable("the store has ended");
      return store.append(...append);
    },
  };
}

describe("Plan IV, C-IV-12: an allotment is carried out, whole and once", () => {
  const streams = numbers.map((number) => `number-${digits(number)}`);

  it("assigns each number in its own stream", async () => {
    const store = memoryStore();
    const assigned = await carryOut(logOver(store), allotment, requested("assign"));
    expect(assigned.map(({ number, recorded }) => [number, recorded?.stream, recorded?.revision])).toEqual(
      numbers.map((number, index) => [number, streams[index], 0n]),
    );
  });

  it("is completed by the same request after a crash", async () => {
    const store = memoryStore();
    const crashed = carryOut(logOver(endsAfter(store, 1)), allotment, requested("assign"));
    await expect(crashed).rejects.toThrow(StoreUnavailable);
    await carryOut(logOver(store), allotment, requested("assign"));
    expect(store.all.map(({ stream }) => stream).toSorted()).toEqual(streams);
  });

  it("is completed by the reaction after a crash, and answered to the request as it stands", async () => {
    const store = memoryStore();
    await carryOut(logOver(endsAfter(store, 1)), allotment, requested("assign")).catch(() => {});
    const completed = await carryOut(logOver(store), allotment, requested("reaction"));
    const repeated = await carryOut(logOver(store), allotment, requested("assign"));
    expect([repeated, store.all.length]).toEqual([completed, 3]);
  });
});
