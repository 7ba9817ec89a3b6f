import {
  ANY,
  binaryEvent,
  type EventStoreDBClient,
  jsonEvent,
  MaxAppendSizeExceededError,
  NO_STREAM,
  STREAM_EXISTS,
  WrongExpectedVersionError,
} from "@eventstore/db-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { all, failure, startWithOfficialClient } from "../test/official-client.ts";

let client: EventStoreDBClient;
let running: Awaited<ReturnType<typeof startWithOfficialClient>>;
beforeAll(async () => {
  running = await startWithOfficialClient();
  client = running.client;
});
afterAll(() => running[Symbol.asyncDispose]());

const noted = (text = "") => jsonEvent({ type: "Noted", data: { text } });

/** A stream of its own with so many events. */
async function given(stream: string, count: number) {
  const events = Array.from({ length: count }, (_, index) => noted(`${index}`));
  const { position } = await client.appendToStream(stream, events, { expectedRevision: NO_STREAM });
  return { events, position };
}

const idsOf = async (stream: string) => (await all(client.readStream(stream))).map(({ event }) => event?.id);

describe("an append with the expectation that holds is written and answered with revision and position", () => {
  test("no_stream, then each revision", async () => {
    const first = await client.appendToStream("accounts-1", [noted(), noted()], { expectedRevision: NO_STREAM });
    const second = await client.appendToStream("accounts-1", noted(), { expectedRevision: 1n });
    expect([first.success, first.nextExpectedRevision, second.nextExpectedRevision]).toEqual([true, 1n, 2n]);
    expect(second.position?.commit).toBeGreaterThan(first.position?.commit ?? 0n);
    expect(second.position?.prepare).toBe(second.position?.commit);
  });

  test("any, on a missing stream and on one that stands", async () => {
    const first = await client.appendToStream("accounts-2", noted(), { expectedRevision: ANY });
    const second = await client.appendToStream("accounts-2", noted(), { expectedRevision: ANY });
    expect([first.nextExpectedRevision, second.nextExpectedRevision]).toEqual([0n, 1n]);
  });

  test("stream_exists", async () => {
    await given("accounts-3", 1);
    const second = await client.appendToStream("accounts-3", noted(), { expectedRevision: STREAM_EXISTS });
    expect(second.nextExpectedRevision).toBe(1n);
  });

  test("without events nothing is written", async () => {
    await given("accounts-4", 1);
    const { nextExpectedRevision } = await client.appendToStream("accounts-4", [], { expectedRevision: 0n });
    expect(nextExpectedRevision).toBe(0n);
    expect((await idsOf("accounts-4")).length).toBe(1);
  });
});

describe("an append with another expectation is refused with what stands", () => {
  test.each([
    ["no_stream where one stands", 2, NO_STREAM, 1n],
    ["an old revision", 2, 0n, 1n],
    ["a revision not reached", 2, 5n, 1n],
    ["the largest revision the wire can carry", 2, 2n ** 64n - 1n, 1n],
    ["a revision of a missing stream", 0, 0n, "no_stream"],
    ["stream_exists on a missing stream", 0, STREAM_EXISTS, "no_stream"],
  ] as const)("%s", async (title, count, expectedRevision, actualVersion) => {
    const stream = `refused-${title}`;
    const { events } = count > 0 ? await given(stream, count) : { events: [] };
    const error = await failure(client.appendToStream(stream, noted(), { expectedRevision }));
    expect(error).toBeInstanceOf(WrongExpectedVersionError);
    expect(error).toMatchObject({ streamName: stream, expectedVersion: expectedRevision, actualVersion });
    if (count > 0) expect(await idsOf(stream)).toEqual(events.map(({ id }) => id));
  });
});

describe("an append that is repeated is answered as it was and not written again", () => {
  test.each([
    ["no_stream", NO_STREAM],
    ["any", ANY],
    ["stream_exists", STREAM_EXISTS],
  ] as const)("%s", async (word, expectedRevision) => {
    const stream = `repeated-${word}`;
    const { events, position } = await given(stream, 2);
    await client.appendToStream(stream, noted("later"), { expectedRevision: 1n });
    const again = await client.appendToStream(stream, events, { expectedRevision });
    expect(again).toEqual({ success: true, nextExpectedRevision: 1n, position });
    expect((await idsOf(stream)).length).toBe(3);
  });

  test("a revision, after others wrote", async () => {
    const { events } = await given("repeated-revision", 3);
    const again = await client.appendToStream("repeated-revision", events.slice(1, 2), { expectedRevision: 0n });
    expect(again.nextExpectedRevision).toBe(1n);
  });

  test("part of it with something new is refused", async () => {
    const { events } = await given("repeated-part", 1);
    const error = await failure(
      client.appendToStream("repeated-part", [...events, noted()], { expectedRevision: NO_STREAM }),
    );
    expect(error).toBeInstanceOf(WrongExpectedVersionError);
  });

  test("in another stream it is new", async () => {
    const { events } = await given("repeated-here", 1);
    await client.appendToStream("repeated-there", events, { expectedRevision: ANY });
    expect(await idsOf("repeated-there")).toEqual(await idsOf("repeated-here"));
  });
});

describe("an append holds a megabyte, as 24.10 counts it", () => {
  /** Bytes of an event's data as JSON, the type counted twice. */
  const ofSize = (bytes: number) => noted("x".repeat(bytes - `{"text":""}`.length - 2 * "Noted".length));

  test("1,048,576 bytes are written", async () => {
    const { success } = await client.appendToStream("large-1", ofSize(1_048_576), { expectedRevision: NO_STREAM });
    expect(success).toBe(true);
  });

  test.each([
    ["one byte more", ofSize(1_048_577)],
    ["what the client sends in two parts", [ofSize(2_500_000), ofSize(2_500_000)]],
  ])("%s is refused", async (_title, events) => {
    const error = await failure(client.appendToStream("large-2", events, { expectedRevision: NO_STREAM }));
    expect(error).toBeInstanceOf(MaxAppendSizeExceededError);
    expect(error).toMatchObject({ maxAppendSize: 1_048_576 });
  });
});

test("many appends in flight on one call are each answered with their own", async () => {
  const answers = await Promise.all(
    Array.from({ length: 300 }, async (_, index) => {
      const events = Array.from({ length: (index % 3) + 1 }, () => noted());
      return client.appendToStream(`flight-${index}`, events, { expectedRevision: NO_STREAM });
    }),
  );
  expect(answers.map((answer) => answer.nextExpectedRevision)).toEqual(answers.map((_, index) => BigInt(index % 3)));
  expect(new Set(answers.map(({ position }) => position?.commit)).size).toBe(300);
});

test("types, bytes, metadata and names come back as they were written", async () => {
  const stream = "überweisung-ж-🚃";
  const before = Date.now();
  const json = jsonEvent({ type: "Größe", data: { text: "é" }, metadata: { by: "ю" } });
  const binary = binaryEvent({ type: "Bytes", data: Buffer.from([0, 255]), metadata: Buffer.from([1]) });
  await client.appendToStream(stream, [json, binary], { expectedRevision: NO_STREAM });

  const events = (await all(client.readStream(stream))).flatMap(({ event }) => event ?? []);

  const text = ({ type, data, metadata, id, streamId, isJson }: (typeof events)[number]) => ({
    type,
    data,
    metadata,
    id,
    streamId,
    isJson,
  });
  expect(events.map(text)).toEqual([
    { type: "Größe", data: { text: "é" }, metadata: { by: "ю" }, id: json.id, streamId: stream, isJson: true },
    {
      type: "Bytes",
      data: new Uint8Array([0, 255]),
      metadata: new Uint8Array([1]),
      id: binary.id,
      streamId: stream,
      isJson: false,
    },
  ]);
  for (const { created } of events) {
    expect(created.getTime()).toBeGreaterThanOrEqual(before);
    expect(created.getTime()).toBeLessThanOrEqual(Date.now());
  }
});
