import { createEventLog } from "@rmp/event-store/event-log";
import { handleCommand } from "@rmp/event-store/handle-command";
import { numberingEvents } from "@rmp/events/numbering";
import { requested } from "@rmp/test-kit/command-context";
import { memoryKeyring } from "@rmp/test-kit/memory-keyring";
import { memoryStore } from "@rmp/test-kit/memory-store";
import { overtaken } from "@rmp/test-kit/overtaken-store";
import { describe, expect, it } from "vitest";
import {
  acme,
  agreementOf,
  allotmentOf,
  byAda,
  byService,
  day,
  endedCustomer,
  endOf,
  fiction,
  globex,
  line,
  source,
  subscriber,
} from "../../test/subscription.ts";
import { block } from "./block.ts";
import { number } from "./number.ts";
import { blockIdOf } from "./ranges.ts";

const add = {
  type: "AddBlock",
  ...fiction,
  numberClass: "fictional",
  source,
  overlaps: undefined,
  admitsFictional: true,
  by: byAda,
} as const;
const allot = (customerId: typeof acme, numbers?: readonly ReturnType<typeof line>[]) =>
  ({
    type: "AllotNumbers",
    customerId,
    customer: subscriber(customerId),
    overlaps: undefined,
    which: numbers ? { numbers } : { count: 2 },
    by: byAda,
  }) as const;
const assign = (customerId: typeof acme, allotment: number) =>
  ({
    type: "AssignNumber",
    customerId,
    allotment: allotmentOf(allotment),
    agreement: agreementOf(customerId),
    at: day(0),
  }) as const;

/** A log, and one in which `fast` is written between the reading and the writing of whoever uses it first. */
function logs(fast: (log: ReturnType<typeof createEventLog>) => Promise<unknown>) {
  const store = memoryStore();
  const keyring = memoryKeyring();
  const log = createEventLog({ store, keyring, own: numberingEvents });
  const slow = createEventLog({ store: overtaken(store, () => fast(log)), keyring, own: numberingEvents });
  return { log, slow };
}

describe("Plan IV, C-IV-12: one holder, when two persons assign at once", () => {
  it("gives each the lowest numbers that the other has not", async () => {
    const id = blockIdOf(fiction);
    const { log, slow } = logs((fast) => handleCommand(fast, block, id, allot(acme), requested("fast")));
    await handleCommand(log, block, id, add, requested("add"));
    const outcome = await handleCommand(slow, block, id, allot(globex), requested("slow"));
    expect(outcome.kind === "accepted" && outcome.state.allotted).toEqual([
      [line(0), line(1)],
      [line(2), line(3)],
    ]);
  });

  it("gives a named number to the first", async () => {
    const id = blockIdOf(fiction);
    const named = (customer: typeof acme) => allot(customer, [line(7)]);
    const { log, slow } = logs((fast) => handleCommand(fast, block, id, named(acme), requested("fast")));
    await handleCommand(log, block, id, add, requested("add"));
    const outcome = await handleCommand(slow, block, id, named(globex), requested("slow"));
    expect(outcome.kind === "refused" && outcome.reason).toBe("number-already-allotted");
  });

  it("gives a number of two blocks that overlap after all to one holder", async () => {
    const { slow } = logs((fast) => handleCommand(fast, number, "1", assign(acme, 1), requested("fast")));
    const outcome = await handleCommand(slow, number, "1", assign(globex, 2), requested("slow"));
    expect(outcome.kind === "refused" && outcome.reason).toBe("number-already-held");
  });

  it("carries an allotment out once, by its request and by the reaction to it", async () => {
    const { slow } = logs((fast) => handleCommand(fast, number, "1", assign(acme, 1), requested("reaction")));
    const outcome = await handleCommand(slow, number, "1", assign(acme, 1), requested("request"));
    expect(outcome.kind === "accepted" && outcome.events).toEqual([]);
  });
});

describe("Plan III, C-III-28: released once, when termination and closing both release", () => {
  it("tells the slower one that it is released", async () => {
    const release = {
      type: "ReleaseNumber",
      customerId: acme,
      why: { endedBy: endOf(acme) },
      customer: endedCustomer(acme),
      agingDays: 45,
      by: byService,
      at: day(1),
    } as const;
    const { log, slow } = logs((fast) => handleCommand(fast, number, "1", release, requested("fast")));
    await handleCommand(log, number, "1", assign(acme, 1), requested("assign"));
    const outcome = await handleCommand(slow, number, "1", release, requested("slow"));
    expect(outcome.kind === "accepted" && [outcome.events, outcome.revision]).toEqual([[], 1]);
  });
});
