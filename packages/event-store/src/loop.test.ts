import { memoryStore } from "@rmp/test-kit/memory-store";
import { raw, startedLoop } from "@rmp/test-kit/started-loop";
import { instant } from "@rmp/vocabulary/instant";
import { describe, expect, test } from "vitest";
import { EventNotFolded, type Loop } from "./loop.ts";
import { type EventStorePort, StoreUnavailable } from "./port.ts";

const never = new AbortController().signal;

/** A store whose subscription brings nothing after it has caught up. */
const deaf = (store: EventStorePort): EventStorePort => ({
  ...store,
  async *subscribe(_after, _prefixes, signal) {
    yield { caughtUp: true };
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
  },
});

const event = (loop: Loop) => new Promise<void>((resolve) => loop.applied(() => resolve()));

describe("the loop folds", () => {
  test("the events of its categories, in order, those that stand and those that come", async () => {
    const { memory, loop, folded } = startedLoop();
    await memory.append("book-1", "no-stream", [raw("a"), raw("b")]);
    await memory.append("shelf-1", "no-stream", [raw("c")]);
    await loop.ready;
    const applied = event(loop);
    await memory.append("book-2", "no-stream", [raw("d")]);
    await applied;
    expect(folded).toEqual(["a", "b", "d"]);
    await loop[Symbol.asyncDispose]();
  });

  test("each event once, though subscription and reads both bring it", async () => {
    const { memory, loop, folded } = startedLoop();
    const { position } = await memory.append("book-1", "no-stream", [raw("a"), raw("b")]);
    await loop.cover(position, never);
    await loop.ready;
    expect(folded).toEqual(["a", "b"]);
    await loop[Symbol.asyncDispose]();
  });

  test("and tells its listeners after each, until they have enough", async () => {
    const { memory, loop, folded } = startedLoop();
    const heard: string[] = [];
    const stop = loop.applied(({ id }) => heard.push(`${id} after ${folded.join()}`));
    await loop.cover((await memory.append("book-1", "no-stream", [raw("a"), raw("b")])).position, never);
    stop();
    await loop.cover((await memory.append("book-1", 1, [raw("c")])).position, never);
    expect(heard).toEqual(["a after a", "b after a,b"]);
    await loop[Symbol.asyncDispose]();
  });
});

test("what was folded is read once more, up to where the loop stood when it was asked", async () => {
  const { memory, loop } = startedLoop();
  const { position } = await memory.append("book-1", "no-stream", [raw("a"), raw("b")]);
  await memory.append("shelf-1", "no-stream", [raw("c")]);
  await loop.cover((await memory.append("book-1", 1, [raw("d")])).position, never);
  const again: string[] = [];
  for await (const { id } of loop.history(position - 100n)) {
    again.push(id);
    if (id === "b") await loop.cover((await memory.append("book-1", 2, [raw("e")])).position, never);
  }
  expect(again).toEqual(["b", "d"]);
  await loop[Symbol.asyncDispose]();
});

describe("a position is covered", () => {
  test("when the subscription says nothing, over foreign and system events too", async () => {
    const memory = memoryStore(() => instant(0));
    const { loop, folded } = startedLoop({ store: deaf(memory) }, memory);
    await memory.append("book-1", "no-stream", [raw("a")]);
    const { position } = await memory.append("shelf-1", "no-stream", [raw("b")]);
    await memory.append("$settings", "no-stream", [raw("c")]);
    await loop.cover(position, never);
    expect(folded).toEqual(["a"]);
    expect(loop.position() >= position).toBe(true);
    await loop[Symbol.asyncDispose]();
  });

  test("over more events than one read brings", async () => {
    const memory = memoryStore(() => instant(0));
    const { loop, folded } = startedLoop({ store: deaf(memory) }, memory);
    const events = Array.from({ length: 1_001 }, (_, n) => raw(String(n)));
    const { position } = await memory.append("book-1", "no-stream", events);
    await loop.cover(position, never);
    expect(folded).toEqual(events.map(({ id }) => id));
    await loop[Symbol.asyncDispose]();
  });

  test("by one read for all who wait", async () => {
    const memory = memoryStore(() => instant(0));
    let reads = 0;
    const counting: EventStorePort = { ...deaf(memory), readAll: (...args) => (reads++, memory.readAll(...args)) };
    const { loop } = startedLoop({ store: counting }, memory);
    await loop.ready;
    const { position } = await memory.append("book-1", "no-stream", [raw("a")]);
    await Promise.all(Array.from({ length: 10 }, () => loop.cover(position, never)));
    expect(reads).toBe(1);
    await loop[Symbol.asyncDispose]();
  });

  test("at once where it is already, whatever the store says", async () => {
    const { memory, loop } = startedLoop();
    const { position } = await memory.append("book-1", "no-stream", [raw("a")]);
    await loop.cover(position, never);
    await expect(loop.cover(position, AbortSignal.abort())).resolves.toBeUndefined();
    await loop[Symbol.asyncDispose]();
  });

  test("never before it is written: the caller's deadline ends the wait", async () => {
    const { memory, loop } = startedLoop();
    const deadline = new AbortController();
    const waiting = loop.cover(150n, deadline.signal);
    await memory.append("book-1", "no-stream", [raw("a")]);
    await loop.ready;
    deadline.abort(new Error("too late"));
    await expect(waiting).rejects.toThrow("too late");
    await loop[Symbol.asyncDispose]();
  });

  test("not where the store cannot be read, and then again", async () => {
    const memory = memoryStore(() => instant(0));
    let down = true;
    const failing: EventStorePort = {
      ...deaf(memory),
      readAll: async (...args) => {
        if (down) throw new StoreUnavailable("down");
        return memory.readAll(...args);
      },
    };
    const { loop, folded } = startedLoop({ store: failing }, memory);
    const { position } = await memory.append("book-1", "no-stream", [raw("a")]);
    await expect(loop.cover(position, never)).rejects.toThrow(StoreUnavailable);
    down = false;
    await loop.cover(position, never);
    expect(folded).toEqual(["a"]);
    await loop[Symbol.asyncDispose]();
  });
});

describe("the views are as stale as", () => {
  test("the last look at the head that they then covered", async () => {
    let now = 1_000;
    const { memory, loop, lookAgain } = startedLoop({ clock: () => now });
    expect(loop.staleness()).toBe(Number.POSITIVE_INFINITY);
    await loop.ready;
    now = 1_250;
    expect(loop.staleness()).toBe(250);
    now = 6_000;
    await memory.append("shelf-1", "no-stream", [raw("a")]);
    await lookAgain();
    expect(loop.staleness()).toBe(0);
    await loop[Symbol.asyncDispose]();
  });

  test("before, where the store is silent", async () => {
    const memory = memoryStore(() => instant(0));
    let looks = 0;
    const readHead = async () => {
      if (looks++ === 0) return memory.readHead();
      throw new StoreUnavailable("down");
    };
    let now = 1_000;
    const { loop, lookAgain } = startedLoop({ store: { ...memory, readHead }, clock: () => now }, memory);
    await loop.ready;
    now = 31_000;
    await lookAgain();
    expect(loop.staleness()).toBe(30_000);
    await loop[Symbol.asyncDispose]();
  });
});

describe("an event that cannot be folded", () => {
  const boom = () => {
    throw new Error("boom");
  };

  test.each([
    ["its fold throws", { fold: boom }],
    ["it cannot be read", { log: { decode: boom } }],
  ])("because %s ends the loop, which names it, and nothing passes it", async (_, change) => {
    const { memory, loop } = startedLoop(change);
    const { position } = await memory.append("book-1", "no-stream", [raw("a"), raw("b")]);
    const failure = new EventNotFolded({ stream: "book-1", revision: 0 }, new Error("boom"));
    for (const rejected of [loop.failed, loop.ready, loop.cover(position, never)])
      await expect(rejected).rejects.toEqual(failure);
    expect(loop.position()).toBe(0n);
    expect(loop.stopped.aborted).toBe(true);
    await loop[Symbol.asyncDispose]();
  });
});

test("a loop that is stopped lets nobody wait", async () => {
  const { loop } = startedLoop();
  const waiting = loop.cover(1n, never);
  const [stopped] = await Promise.allSettled([waiting, loop[Symbol.asyncDispose]()]);
  expect(stopped).toEqual({ status: "rejected", reason: new Error("the loop was stopped") });
});
