import { credentials, makeGenericClientConstructor, Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  appendRequest,
  batchAppend,
  ofLog,
  ofStream,
  rawClient,
  read,
  readRequest,
  subscription,
} from "../../test/raw-client.ts";
import type { ReadReq, ReadResp, StreamsClient } from "../generated/event_store/client/streams/streams.ts";
import { type EmbeddedEventStore, startEmbeddedEventStore } from "../server.ts";

const EVENTS = 2_000;

let server: EmbeddedEventStore;
let client: StreamsClient;
beforeAll(async () => {
  server = await startEmbeddedEventStore({ dataDir: "memory" });
  client = rawClient(server.port);
  const requests = Array.from({ length: EVENTS }, () => {
    const request = appendRequest("a");
    const data = Buffer.alloc(5_000);
    return { ...request, proposedMessages: request.proposedMessages.map((message) => ({ ...message, data })) };
  });
  await batchAppend(client, requests);
});
afterAll(async () => {
  client.close();
  await server[Symbol.asyncDispose]();
});

const kind = ({ content }: ReadResp) => content?.$case;

describe("a read that cannot be served says why", () => {
  const regex = {
    filter: { $case: "eventType", value: { regex: "^[^$].*", prefix: [] } },
    window: { $case: "max", value: 32 },
    checkpointIntervalMultiplier: 1,
  } as const;
  test.each<[title: string, ReadReq, code: number]>([
    ["nothing asked for", { options: undefined }, status.INVALID_ARGUMENT],
    ["no count", readRequest({ countOption: undefined }), status.INVALID_ARGUMENT],
    ["a count of nothing", readRequest({ countOption: { $case: "count", value: 0n } }), status.UNKNOWN],
    ["the largest revision", readRequest({ streamOption: ofStream("a", 2n ** 64n - 1n) }), status.UNKNOWN],
    ["links", readRequest({ resolveLinks: true }), status.UNIMPLEMENTED],
    [
      "structured UUIDs",
      readRequest({ uuidOption: { content: { $case: "structured", value: {} } } }),
      status.UNIMPLEMENTED,
    ],
    [
      "a regular expression",
      readRequest({ countOption: subscription, filterOption: { $case: "filter", value: regex } }),
      status.UNIMPLEMENTED,
    ],
    ["a filtered read", readRequest({ filterOption: { $case: "filter", value: regex } }), status.UNIMPLEMENTED],
  ])("%s", async (_title, request, code) => {
    const { messages, end } = await read(client, request);
    expect([messages, end]).toMatchObject([[], { code }]);
  });

  test("a subscription from no event's position is confirmed, then ended", async () => {
    const { messages, end } = await read(client, readRequest({ streamOption: ofLog(1n), countOption: subscription }));
    expect(messages.map(kind)).toEqual(["confirmation"]);
    expect(end).toMatchObject({
      code: status.INVALID_ARGUMENT,
      details: "Trying to read from an invalid position.",
    });
  });
});

test("a stream that does not exist is an answer, not an error", async () => {
  const { messages, end } = await read(client, readRequest({ streamOption: ofStream("missing") }));
  expect([messages.map(kind), end]).toEqual([["streamNotFound"], "ok"]);
});

test("a position whose prepare part is 0 is read from, as from a checkpoint of another server", async () => {
  const { messages } = await read(client, readRequest({ countOption: { $case: "count", value: 1n } }));
  const first = messages[0]?.content;
  const commit = first?.$case === "event" ? (first.value.event?.commitPosition ?? 0n) : 0n;
  const { messages: again } = await read(
    client,
    readRequest({ streamOption: ofLog(commit, 0n), countOption: { $case: "count", value: 1n } }),
  );
  expect(again).toEqual(messages);
});

test("a slow subscriber holds up nobody and gets every event once, in order", async () => {
  const warnings: Error[] = [];
  process.on("warning", (warning) => warnings.push(warning));
  const call = client.read(readRequest({ streamOption: ofStream("a"), countOption: subscription }));
  call.pause();
  for (let index = 0; index < 100; index += 1) await batchAppend(client, [appendRequest("a")]);

  const revisions: (bigint | undefined)[] = [];
  for await (const { content } of call as AsyncIterable<ReadResp>) {
    if (content?.$case === "event") revisions.push(content.value.event?.streamRevision);
    if (revisions.length === EVENTS + 100) break;
  }

  expect(revisions).toEqual(Array.from({ length: EVENTS + 100 }, (_, index) => BigInt(index)));
  expect(warnings).toEqual([]);
});

test("a subscriber who leaves while the server waits for it is forgotten", async () => {
  const call = client.read(readRequest({ streamOption: ofStream("a"), countOption: subscription }));
  const ended = new Promise((resolve) => call.on("error", resolve));
  await new Promise((resolve) => call.once("data", resolve));
  call.pause();
  call.cancel();
  await ended;
  expect((await read(client, readRequest({ countOption: { $case: "count", value: 1n } }))).end).toBe("ok");
});

test("a subscriber to whom the filter lets nothing through holds up no append", async () => {
  await using own = await startEmbeddedEventStore({ dataDir: "memory" });
  const [reader, writer] = [rawClient(own.port), rawClient(own.port)];
  const proposedMessages = Array.from({ length: 20_000 }, () => appendRequest("a").proposedMessages).flat();
  await batchAppend(writer, [{ ...appendRequest("a"), proposedMessages }]);
  const filter = {
    filter: { $case: "streamIdentifier", value: { regex: "", prefix: ["b"] } },
    window: { $case: "max", value: 32 },
    checkpointIntervalMultiplier: 1_000_000,
  } as const;

  let appended = false;
  const call = reader.read(
    readRequest({ countOption: subscription, filterOption: { $case: "filter", value: filter } }),
  );
  for await (const message of call as AsyncIterable<ReadResp>) {
    if (kind(message) === "confirmation")
      void batchAppend(writer, [appendRequest("a")]).then(() => {
        appended = true;
      });
    if (kind(message) === "caughtUp") break;
  }

  expect(appended).toBe(true);
  for (const client of [reader, writer]) client.close();
});

test("what is not here is UNIMPLEMENTED, with what to use instead", async () => {
  const bytes = (message: Buffer) => message;
  const ask = async (path: string) => {
    const definition = {
      path,
      requestStream: false,
      responseStream: false,
      requestSerialize: bytes,
      requestDeserialize: bytes,
      responseSerialize: bytes,
      responseDeserialize: bytes,
    };
    const Anything = makeGenericClientConstructor({ ask: definition }, "anything");
    const anything = new Anything(`localhost:${server.port}`, credentials.createInsecure());
    const error = await new Promise<ServiceError | null>((resolve) => {
      anything.makeUnaryRequest(path, bytes, bytes, Buffer.alloc(0), new Metadata(), (failed) => resolve(failed));
    });
    anything.close();
    return [error?.code, error?.details];
  };
  expect(await ask("/event_store.client.persistent_subscriptions.PersistentSubscriptions/Create")).toEqual([
    status.UNIMPLEMENTED,
    "no persistent subscriptions here: subscribe to a stream or $all and keep the position yourself",
  ]);
  expect(await ask("/event_store.client.streams.Streams/Append")).toEqual([
    status.UNIMPLEMENTED,
    "append by BatchAppend: no credentials per call",
  ]);
});

test("a stop ends a subscription with UNAVAILABLE, whether it reads or not", async () => {
  const stopping = await startEmbeddedEventStore({ dataDir: "memory" });
  const visitor = rawClient(stopping.port);
  await batchAppend(
    visitor,
    Array.from({ length: 500 }, () => appendRequest("a")),
  );
  const ends = [read(visitor, readRequest({ countOption: subscription }))];
  const idle = visitor.read(readRequest({ countOption: subscription }));
  await new Promise((resolve) => idle.once("data", resolve));
  idle.pause();
  const idleEnd = new Promise((resolve) => idle.on("error", resolve));
  await stopping[Symbol.asyncDispose]();
  idle.resume();
  expect((await ends[0])?.end).toMatchObject({ code: status.UNAVAILABLE, details: "the event store is stopping" });
  await idleEnd;
  visitor.close();
});
