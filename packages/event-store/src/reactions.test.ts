import { requested } from "@rmp/test-kit/command-context";
import { type LendingCommand, type LendingEvent, lending, lendingEvents } from "@rmp/test-kit/lending";
import { memoryKeyring } from "@rmp/test-kit/memory-keyring";
import { memoryStore } from "@rmp/test-kit/memory-store";
import { instant } from "@rmp/vocabulary/instant";
import { describe, expect, test } from "vitest";
import { eventRef, type Position, type Recorded } from "./envelope.ts";
import { createEventLog } from "./event-log.ts";
import { handleCommand } from "./handle-command.ts";
import { startLoop } from "./loop.ts";
import type { Cursors } from "./reaction-cursors.ts";
import { type Reaction, type ReactionDeps, startReactions } from "./reactions.ts";

class Refusal extends Error {
  readonly reason: string;
  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}

/** What the reaction is asked to do, each waiting for the test to answer it. */
const owner = () => {
  const asked: { readonly fact: string; readonly requestId: string; readonly answer: PromiseWithResolvers<void> }[] =
    [];
  let more = Promise.withResolvers<void>();
  const react: Reaction<LendingEvent>["react"] = (fact, { requestId }) => {
    const answer = Promise.withResolvers<void>();
    asked.push({ fact: eventRef(fact), requestId: requestId("1"), answer });
    more.resolve();
    more = Promise.withResolvers();
    return answer.promise;
  };
  const ask = async (count: number) => {
    while (asked.length < count) await more.promise;
    return asked[count - 1] ?? expect.fail();
  };
  return { asked, react, ask };
};

const cursorTable = () => {
  const table = new Map<string, Position>();
  let moved = Promise.withResolvers<void>();
  const cursors: Cursors = {
    read: async (reaction) => table.get(reaction) ?? 0n,
    async move(reaction, position) {
      table.set(reaction, position);
      moved.resolve();
      moved = Promise.withResolvers();
    },
  };
  const reaches = async (position: Position) => {
    while (table.get("tell-readers") !== position) await moved.promise;
  };
  return { table, cursors, reaches };
};

const setUp = () => {
  const store = memoryStore(() => instant(0));
  const log = createEventLog({ store, keyring: memoryKeyring(), own: lendingEvents });
  const loop = startLoop({ store, log, categories: ["book"], fold: () => {}, wait: () => new Promise(() => {}) });
  const { table, cursors, reaches } = cursorTable();
  const { asked, react, ask } = owner();
  const pauses: number[] = [];
  let requests = 0;
  const handle = async (book: string, command: LendingCommand) =>
    handleCommand(log, lending, book, command, requested(String(requests++)));
  const refuse = (book: string) => handle(book, { type: "lend", reader: "barred", name: "" });
  const reaction: Reaction<LendingEvent> = {
    name: "tell-readers",
    concerns: ({ event, stream }) => (event.type === "LendingRefused" ? stream : undefined),
    react,
    done: new Set(["already-told"]),
  };
  const deps: ReactionDeps = {
    loop,
    log,
    cursors,
    classify: (error) => (error instanceof Refusal ? { refused: error.reason } : "retry"),
    now: () => instant(0),
    rules: () => ({ planVersion: "2", policyHash: "h" }),
    logger: { warn: () => {}, error: () => {} },
    wait: async (milliseconds) => void pauses.push(milliseconds),
  };
  const start = (change: Partial<ReactionDeps> = {}) => startReactions([reaction], { ...deps, ...change });
  const parked = async () => (await log.read("reactions-lending")).events.map(({ event }) => event);
  return { store, log, loop, handle, refuse, start, asked, ask, pauses, table, reaches, cursors, parked };
};

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("facts that stand and facts that come are followed, each once, and the cursor moves behind the answer", async () => {
  const { refuse, loop, start, asked, ask, table, reaches } = setUp();
  await refuse("1");
  await loop.ready;
  await start();
  (await ask(1)).answer.resolve();
  await reaches(100n);
  await refuse("1");
  const second = await ask(2);
  await turn();
  expect(table.get("tell-readers")).toBe(100n);
  second.answer.resolve();
  await reaches(200n);
  expect(asked.map(({ fact }) => fact)).toEqual(["book-1@0", "book-1@1"]);
});

test("an event that is none of the reaction's is passed by", async () => {
  const { handle, refuse, start, asked, ask, reaches } = setUp();
  await start();
  await handle("1", { type: "lend", reader: "ada", name: "Ada" });
  await refuse("1");
  (await ask(1)).answer.resolve();
  await reaches(400n);
  expect(asked.map(({ fact }) => fact)).toEqual(["book-1@3"]);
});

describe("order", () => {
  test("of one id is kept, and no id holds up another, but the cursor waits for all", async () => {
    const { refuse, start, asked, ask, table, reaches } = setUp();
    await start();
    await refuse("1");
    await refuse("1");
    await refuse("2");
    const first = await ask(1);
    (await ask(2)).answer.resolve();
    await turn();
    expect(asked.map(({ fact }) => fact)).toEqual(["book-1@0", "book-2@0"]);
    expect(table.size).toBe(0);
    first.answer.resolve();
    (await ask(3)).answer.resolve();
    await reaches(300n);
  });
});

describe("a command that fails", () => {
  test("is sent again under the same request id, with growing pauses, for ever", async () => {
    const { refuse, start, asked, ask, pauses, reaches } = setUp();
    await start();
    await refuse("1");
    for (let n = 1; n <= 9; n++) (await ask(n)).answer.reject(new Error("unavailable"));
    (await ask(10)).answer.resolve();
    await reaches(100n);
    expect(new Set(asked.map(({ requestId }) => requestId)).size).toBe(1);
    expect(pauses).toEqual([100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000]);
  });

  test("counts as done where the owner's reason leaves nothing to do", async () => {
    const { refuse, start, ask, reaches, parked } = setUp();
    await start();
    await refuse("1");
    (await ask(1)).answer.reject(new Refusal("already-told"));
    await reaches(100n);
    expect(await parked()).toEqual([]);
  });

  test("is parked for any other reason, and the next fact of the id goes on", async () => {
    const { refuse, start, ask, reaches, parked } = setUp();
    await start();
    await refuse("1");
    (await ask(1)).answer.reject(new Refusal("unknown-reader"));
    await reaches(100n);
    expect(await parked()).toEqual([
      { type: "ReactionParked", data: { reaction: "tell-readers", fact: "book-1@0", reason: "unknown-reader" } },
    ]);
    await refuse("1");
    (await ask(2)).answer.resolve();
    await reaches(300n);
  });
});

describe("after a crash", () => {
  test("what was not settled is judged again, under the same request ids, and what was parked stays parked once", async () => {
    const { refuse, start, asked, ask, reaches, table, parked } = setUp();
    const crashing = await start();
    await refuse("1");
    (await ask(1)).answer.reject(new Refusal("unknown-reader"));
    await reaches(100n);
    await refuse("2");
    await ask(2);
    const disposed = crashing[Symbol.asyncDispose]();
    asked[1]?.answer.reject(new Error("cancelled"));
    await disposed;

    table.clear();
    await start();
    (await ask(3)).answer.reject(new Refusal("unknown-reader"));
    (await ask(4)).answer.resolve();
    await reaches(300n);
    expect(asked.map(({ fact }) => fact)).toEqual(["book-1@0", "book-2@0", "book-1@0", "book-2@0"]);
    expect(asked[2]?.requestId).toBe(asked[0]?.requestId);
    expect((await parked()).length).toBe(1);
  });

  test("a fact that comes while the cursors are read is not lost, nor followed twice", async () => {
    const { refuse, loop, start, asked, ask, cursors, reaches } = setUp();
    await refuse("1");
    await loop.ready;
    await start({
      cursors: {
        ...cursors,
        async read(reaction) {
          const last = await refuse("2");
          const recorded: Recorded | undefined = last.kind === "refused" ? last.recorded : undefined;
          await loop.cover(recorded?.position ?? expect.fail(), new AbortController().signal);
          return cursors.read(reaction);
        },
      },
    });
    (await ask(1)).answer.resolve();
    (await ask(2)).answer.resolve();
    await reaches(200n);
    expect(asked.map(({ fact }) => fact)).toEqual(["book-1@0", "book-2@0"]);
  });
});

test("a cursor that cannot be moved holds up nothing and is moved later", async () => {
  const { refuse, start, ask, cursors, reaches } = setUp();
  let down = true;
  await start({
    cursors: {
      ...cursors,
      async move(reaction, position) {
        if (down) throw new Error("down");
        await cursors.move(reaction, position);
      },
    },
    wait: turn,
  });
  await refuse("1");
  (await ask(1)).answer.resolve();
  await refuse("1");
  (await ask(2)).answer.resolve();
  down = false;
  await reaches(200n);
});
