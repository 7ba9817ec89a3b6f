import { describe, expect, test } from "vitest";
import { Refusal, setUp, turn } from "../test/reacting.ts";
import type { Recorded } from "./envelope.ts";

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

describe("a command that meets something broken", () => {
  test("is sent again a few times, with growing pauses, and done where that helps", async () => {
    const { refuse, start, asked, ask, pauses, reaches, parked } = setUp();
    await start();
    await refuse("1");
    for (let n = 1; n <= 4; n++) (await ask(n)).answer.reject(new Refusal("INTERNAL", 5));
    (await ask(5)).answer.resolve();
    await reaches(100n);
    expect([new Set(asked.map(({ requestId }) => requestId)).size, pauses]).toEqual([1, [100, 200, 400, 800]]);
    expect(await parked()).toEqual([]);
  });

  test("is parked where it does not; what was only unavailable in between does not count", async () => {
    const { refuse, start, asked, ask, reaches, parked } = setUp();
    await start();
    await refuse("1");
    for (let n = 1; n <= 4; n++) (await ask(n)).answer.reject(new Refusal("INTERNAL", 5));
    (await ask(5)).answer.reject(new Error("unavailable"));
    (await ask(6)).answer.reject(new Refusal("INTERNAL", 5));
    await reaches(100n);
    expect(asked.length).toBe(6);
    expect((await parked()).map(({ data }) => data)).toEqual([
      { reaction: "tell-readers", fact: "book-1@0", reason: "INTERNAL" },
    ]);
  });
});

describe("what concerns no reaction", () => {
  test("is passed when the log is caught up with, and now and then, whosever it is", async () => {
    const { store, loop, handle, start, reaches } = setUp();
    const dust = async (shelf: string) => {
      const id = `00000000-0000-4000-8000-00000000000${shelf}`;
      await store.append(`shelf-${shelf}`, "no-stream", [{ id, type: "Dusted", data: {}, metadata: {} }]);
      const head = await store.readHead();
      await loop.cover(head, new AbortController().signal);
      return head;
    };
    await handle("1", { type: "lend", reader: "ada", name: "Ada" });
    const first = await dust("1");
    const rest = Promise.withResolvers<void>();
    let rests = 0;
    await start({ rest: () => (rests++ === 0 ? rest.promise : new Promise(() => {})) });
    await reaches(first);
    const second = await dust("2");
    rest.resolve();
    await reaches(second);
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
