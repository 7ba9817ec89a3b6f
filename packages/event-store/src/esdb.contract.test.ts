import { randomUUID } from "node:crypto";
import { startEmbeddedEventStore } from "@rmp/embedded-event-store/server";
import { requested } from "@rmp/test-kit/command-context";
import { lending, lendingEvents } from "@rmp/test-kit/lending";
import { memoryKeyring } from "@rmp/test-kit/memory-keyring";
import { isInstant } from "@rmp/vocabulary/instant";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openEventStore } from "./esdb.ts";
import { createEventLog } from "./event-log.ts";
import { handleCommand } from "./handle-command.ts";
import { startLoop } from "./loop.ts";
import { type EventStorePort, type RawEvent, type StoredEvent, WrongExpectedRevision } from "./port.ts";

const running = new AsyncDisposableStack();
let store: EventStorePort;
let connectionString: string;

beforeAll(async () => {
  const server = running.use(await startEmbeddedEventStore({ dataDir: "memory" }));
  connectionString = `esdb://127.0.0.1:${server.port}?tls=false`;
  store = running.use(openEventStore({ connectionString, credentials: "service:se:cret@", log: { warn: () => {} } }));
});
afterAll(() => running.disposeAsync());

const event = (type = "Happened"): RawEvent => ({
  id: randomUUID(),
  type,
  data: { text: "ä", list: [1] },
  metadata: { by: "test" },
});
const newStream = (category = "book") => `${category}-${randomUUID()}`;
const types = (events: readonly StoredEvent[]) => events.map(({ type }) => type);

describe("a stream", () => {
  test("is read as it was written, with the positions that the appends answered", async () => {
    const stream = newStream();
    const [a, b] = [event("A"), event("B")];
    const first = await store.append(stream, "no-stream", [a]);
    const second = await store.append(stream, 0, [b]);
    const stored = await store.readStream(stream);
    expect(stored).toEqual([
      { ...a, stream, revision: 0, position: first.position, created: stored[0]?.created },
      { ...b, stream, revision: 1, position: second.position, created: stored[1]?.created },
    ]);
    expect(stored.map(({ created }) => isInstant(created))).toEqual([true, true]);
    expect({ ...second, later: second.position > first.position }).toMatchObject({ revision: 1, later: true });
  });

  test("that does not exist is empty, and so is one behind its end", async () => {
    const stream = newStream();
    expect(await store.readStream(stream)).toEqual([]);
    expect(await store.readStream(stream, 3)).toEqual([]);
    await store.append(stream, "no-stream", [event("A"), event("B")]);
    expect(types(await store.readStream(stream, 1))).toEqual(["B"]);
    expect(await store.readStream(stream, 2)).toEqual([]);
  });

  test("takes an append only behind the revision that the writer knows", async () => {
    const stream = newStream();
    await store.append(stream, "no-stream", [event()]);
    await expect(store.append(stream, "no-stream", [event()])).rejects.toThrow(WrongExpectedRevision);
    await expect(store.append(stream, 1, [event()])).rejects.toThrow(WrongExpectedRevision);
    expect((await store.readStream(stream)).length).toBe(1);
  });

  test("answers the same append as the first time", async () => {
    const stream = newStream();
    const events = [event(), event()];
    const first = await store.append(stream, "no-stream", events);
    await store.append(stream, 1, [event()]);
    expect(await store.append(stream, "no-stream", events)).toEqual(first);
    expect((await store.readStream(stream)).length).toBe(3);
  });

  test("takes many appends at once, more than may be unanswered", async () => {
    const streams = Array.from({ length: 100 }, () => newStream());
    const answers = await Promise.all(streams.map((stream) => store.append(stream, "no-stream", [event()])));
    expect(new Set(answers.map(({ position }) => position)).size).toBe(100);
  });
});

describe("all events", () => {
  test("are read behind a position, in order, foreign ones too", async () => {
    const { position } = await store.append(newStream(), "no-stream", [event("A")]);
    await store.append(newStream("shelf"), "no-stream", [event("B"), event("C")]);
    expect(types(await store.readAll(position, 10))).toEqual(["B", "C"]);
    expect(types(await store.readAll(position, 1))).toEqual(["B"]);
    const head = await store.readHead();
    expect(await store.readAll(head, 10)).toEqual([]);
    expect((await store.readAll("start", 2)).length).toBe(2);
  });

  test("end at the head", async () => {
    const { position } = await store.append(newStream(), "no-stream", [event(), event()]);
    expect(await store.readHead()).toBe(position);
  });
});

describe("a subscription", () => {
  test("brings what stands, says that it caught up, and brings what comes; of its categories only", async () => {
    const [mine, other] = [`c${randomUUID().slice(0, 8)}`, `d${randomUUID().slice(0, 8)}`];
    await store.append(`${mine}-1`, "no-stream", [event("A"), event("B")]);
    const stop = new AbortController();
    const seen: string[] = [];
    for await (const arrival of store.subscribe("start", [`${mine}-`], stop.signal)) {
      if ("event" in arrival) seen.push(arrival.event.type);
      else if ("caughtUp" in arrival) {
        seen.push("caught up");
        await store.append(`${other}-1`, "no-stream", [event("X")]);
        await store.append(`${mine}-1`, 1, [event("C")]);
      }
      if (seen.at(-1) === "C") stop.abort();
    }
    expect(seen).toEqual(["A", "B", "caught up", "C"]);
  });

  test("begins behind a position", async () => {
    const category = `c${randomUUID().slice(0, 8)}`;
    const { position } = await store.append(`${category}-1`, "no-stream", [event("A")]);
    await store.append(`${category}-1`, 0, [event("B")]);
    const stop = new AbortController();
    const seen: string[] = [];
    for await (const arrival of store.subscribe(position, [`${category}-`], stop.signal)) {
      if ("event" in arrival) seen.push(arrival.event.type);
      if ("event" in arrival) stop.abort();
    }
    expect(seen).toEqual(["B"]);
  });

  test("tells of a checkpoint never before the events that it covers", async () => {
    const category = `c${randomUUID().slice(0, 8)}`;
    const foreign = Array.from({ length: 70 }, () => event("X"));
    for (let n = 0; n < 5; n++) {
      await store.append(newStream("shelf"), "no-stream", foreign);
      await store.append(`${category}-${n}`, "no-stream", [event(String(n))]);
    }
    const stop = new AbortController();
    const positions: bigint[] = [];
    for await (const arrival of store.subscribe("start", [`${category}-`], stop.signal)) {
      if ("event" in arrival) {
        const behind = positions.filter((checkpoint) => checkpoint >= arrival.event.position);
        expect(behind).toEqual([]);
      } else if ("checkpoint" in arrival) positions.push(arrival.checkpoint);
      else stop.abort();
    }
    expect(positions.length).toBeGreaterThan(0);
  });
});

test("a command's answer is covered by a loop over the same store, and its event is folded", async () => {
  const log = createEventLog({ store, keyring: memoryKeyring(), own: lendingEvents });
  const loans = new Map<string, number>();
  const loop = startLoop({
    store,
    log,
    categories: ["book"],
    fold: ({ stream, event }) => {
      if (event.type === "BookLent") loans.set(stream, (loans.get(stream) ?? 0) + 1);
    },
  });
  const id = randomUUID();
  const lend = { type: "lend", reader: "ada", name: "Ada" } as const;
  const outcome = await handleCommand(log, lending, id, lend, requested(randomUUID()));
  if (outcome.kind !== "accepted") return expect.fail();
  await loop.cover(outcome.position, new AbortController().signal);
  expect(loans.get(`book-${id}`)).toBe(1);
  await loop.ready;
  expect(Number.isFinite(loop.staleness())).toBe(true);
  await loop[Symbol.asyncDispose]();
});

test("a process has one store open, or one would answer for the other", async () => {
  const again = () => openEventStore({ connectionString, credentials: "a:b", log: { warn: () => {} } });
  expect(again).toThrow("this process has an event store open");
});
