import {
  BACKWARDS,
  END,
  type EventStoreDBClient,
  jsonEvent,
  type Position,
  START,
  StreamNotFoundError,
} from "@eventstore/db-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { all, failure, type Resolved, startWithOfficialClient, textOf } from "../test/official-client.ts";

let client: EventStoreDBClient;
let running: Awaited<ReturnType<typeof startWithOfficialClient>>;
/** Positions of the log's five events: a-0, b-0, a-1, a-2, b-1. */
let positions: Position[];

beforeAll(async () => {
  running = await startWithOfficialClient();
  client = running.client;
  positions = [];
  for (const [stream, text] of [
    ["a", "a-0"],
    ["b", "b-0"],
    ["a", "a-1"],
    ["a", "a-2"],
    ["b", "b-1"],
  ] as const) {
    const { position } = await client.appendToStream(stream, jsonEvent({ type: "Noted", data: { text } }));
    if (position) positions.push(position);
  }
});
afterAll(() => running[Symbol.asyncDispose]());

const texts = async (events: AsyncIterable<Resolved>) => (await all(events)).map(textOf);

describe("a stream is read", () => {
  const from = (options: Parameters<EventStoreDBClient["readStream"]>[1]) => texts(client.readStream("a", options));

  test("from its start", async () => expect(await from({})).toEqual(["a-0", "a-1", "a-2"]));
  test("from a revision, inclusive", async () => expect(await from({ fromRevision: 1n })).toEqual(["a-1", "a-2"]));
  test("up to a count", async () => expect(await from({ maxCount: 2 })).toEqual(["a-0", "a-1"]));
  test("beyond its end: nothing", async () => expect(await from({ fromRevision: 9n })).toEqual([]));
  test("backwards from its end", async () =>
    expect(await from({ direction: BACKWARDS, fromRevision: END })).toEqual(["a-2", "a-1", "a-0"]));
  test("backwards from a revision, inclusive", async () =>
    expect(await from({ direction: BACKWARDS, fromRevision: 1n })).toEqual(["a-1", "a-0"]));
  test("backwards from beyond its end", async () =>
    expect(await from({ direction: BACKWARDS, fromRevision: 9n, maxCount: 1 })).toEqual(["a-2"]));
  test("backwards from its start: the first event", async () =>
    expect(await from({ direction: BACKWARDS, fromRevision: START })).toEqual(["a-0"]));

  test("that does not exist: not found, by name", async () => {
    const error = await failure(all(client.readStream("missing")));
    expect(error).toBeInstanceOf(StreamNotFoundError);
  });

  test("forwards from its end: refused, as EventStoreDB does", async () => {
    const error = await failure(all(client.readStream("a", { fromRevision: END })));
    expect(error).toMatchObject({ type: "unknown" });
  });
});

describe("the whole log is read", () => {
  const from = (options: Parameters<EventStoreDBClient["readAll"]>[0]) => texts(client.readAll(options));
  const position = (index: number) => positions[index] ?? START;

  test("from its start", async () => expect(await from({})).toEqual(["a-0", "b-0", "a-1", "a-2", "b-1"]));
  test("from a position, inclusive", async () =>
    expect(await from({ fromPosition: position(2) })).toEqual(["a-1", "a-2", "b-1"]));
  test("up to a count", async () => expect(await from({ maxCount: 2 })).toEqual(["a-0", "b-0"]));
  test("from its end: nothing", async () => expect(await from({ fromPosition: END })).toEqual([]));
  test("from beyond its end: nothing", async () =>
    expect(await from({ fromPosition: { commit: 10n ** 9n, prepare: 10n ** 9n } })).toEqual([]));
  test("backwards from its end", async () =>
    expect(await from({ direction: BACKWARDS, fromPosition: END, maxCount: 2 })).toEqual(["b-1", "a-2"]));
  test("backwards from a position, exclusive", async () =>
    expect(await from({ direction: BACKWARDS, fromPosition: position(2) })).toEqual(["b-0", "a-0"]));
  test("backwards from its start: nothing", async () =>
    expect(await from({ direction: BACKWARDS, fromPosition: START })).toEqual([]));

  test("each event with its own position", async () => {
    const events = await all(client.readAll());
    expect(events.map(({ event }) => event?.position)).toEqual(positions);
    expect(events.map(({ commitPosition }) => commitPosition)).toEqual(positions.map(({ commit }) => commit));
  });

  test.each([
    ["between two events", {}, (at: Position) => ({ commit: at.commit + 1n, prepare: at.prepare + 1n })],
    ["with prepare beyond commit", {}, (at: Position) => ({ commit: at.commit, prepare: at.prepare + 1n })],
    ["backwards from beyond the end", { direction: BACKWARDS }, () => ({ commit: 10n ** 9n, prepare: 10n ** 9n })],
  ] as const)("%s: refused, as EventStoreDB does", async (_title, options, at) => {
    const [first] = positions;
    if (!first) throw new Error("no events");
    const error = await failure(all(client.readAll({ ...options, fromPosition: at(first) })));
    expect(error).toMatchObject({ type: "unknown" });
  });
});

test("a stream of many pages is read whole, in order", async () => {
  const events = Array.from({ length: 1_000 }, (_, index) => jsonEvent({ type: "Noted", data: { text: `${index}` } }));
  await client.appendToStream("long", events);
  const expected = events.map((_, index) => `${index}`);
  expect(await texts(client.readStream("long"))).toEqual(expected);
  expect(await texts(client.readStream("long", { direction: BACKWARDS, fromRevision: END }))).toEqual(
    expected.toReversed(),
  );
});
