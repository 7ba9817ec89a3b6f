import { status } from "@grpc/grpc-js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { appendRequest, batchAppend, rawClient, uuid } from "../../test/raw-client.ts";
import type {
  BatchAppendReq,
  BatchAppendResp,
  StreamsClient,
} from "../generated/event_store/client/streams/streams.ts";
import { type EmbeddedEventStore, startEmbeddedEventStore } from "../server.ts";

let server: EmbeddedEventStore;
let client: StreamsClient;
beforeAll(async () => {
  server = await startEmbeddedEventStore({ dataDir: "memory" });
  client = rawClient(server.port);
});
afterAll(async () => {
  client.close();
  await server[Symbol.asyncDispose]();
});

const outcome = ({ result }: BatchAppendResp) =>
  result?.$case === "error"
    ? `${result.value.code} ${result.value.details?.typeUrl.replace("type.googleapis.com/event_store.client.", "")}`
    : result?.$case;

type Options = NonNullable<BatchAppendReq["options"]>;
const withOptions = (options: Partial<Options>): BatchAppendReq => {
  const request = appendRequest("a");
  return { ...request, options: { ...(request.options as Options), ...options } };
};
const withEvent = (event: Partial<BatchAppendReq["proposedMessages"][number]>): BatchAppendReq => {
  const request = appendRequest("a");
  return { ...request, proposedMessages: request.proposedMessages.map((message) => ({ ...message, ...event })) };
};

const badRequest = `${status.INVALID_ARGUMENT} BadRequest`;

describe("a message that cannot be an append is answered, and the call goes on", () => {
  test.each<[title: string, BatchAppendReq, then: string]>([
    ["without a stream name", withOptions({ streamIdentifier: { streamName: Buffer.alloc(0) } }), badRequest],
    ["without an expected revision", withOptions({ expectedStreamPosition: undefined }), badRequest],
    ["an event without a type", withEvent({ metadata: { "content-type": "application/json" } }), badRequest],
    ["an event without a content type", withEvent({ metadata: { type: "Noted" } }), badRequest],
    ["an event without an id", withEvent({ id: undefined }), badRequest],
    ["an event with the nil id", withEvent({ id: uuid("00000000-0000-0000-0000-000000000000") }), badRequest],
    ["an event whose id is no UUID", withEvent({ id: uuid("1") }), badRequest],
    ["the first part of several", { ...appendRequest("a"), isFinal: false }, badRequest],
    [
      "an append whose deadline has passed",
      withOptions({ deadline: { seconds: 1n, nanos: 0 } }),
      `${status.DEADLINE_EXCEEDED} Timeout`,
    ],
  ])("%s", async (_title, request, then) => {
    const good = appendRequest("good");
    const { messages, end } = await batchAppend(client, [request, good]);
    const answerTo = (asked: BatchAppendReq) =>
      messages.find(({ correlationId }) => correlationId?.value?.value === asked.correlationId?.value?.value);
    const [refused, written] = [answerTo(request), answerTo(good)];
    expect([refused && outcome(refused), written && outcome(written), end]).toEqual([then, "success", "ok"]);
  });

  test("a later part of an append gets no answer of its own", async () => {
    const { messages, end } = await batchAppend(client, [{ ...appendRequest("a"), options: undefined }]);
    expect([messages, end]).toEqual([[], "ok"]);
  });
});

test("a caller who half-closes still gets every answer", async () => {
  const { messages, end } = await batchAppend(
    client,
    Array.from({ length: 100 }, () => appendRequest("half-closed")),
  );
  expect([messages.map(outcome), end]).toEqual([Array.from({ length: 100 }, () => "success"), "ok"]);
});

test("a message of 16 MiB ends the call", async () => {
  const { end } = await batchAppend(client, [withEvent({ data: Buffer.alloc(16 * 1_048_576) })]);
  expect(end).toMatchObject({ code: status.RESOURCE_EXHAUSTED });
});

test("a caller who takes no answers is not read from, and loses none when it takes them", async () => {
  const warnings: Error[] = [];
  process.on("warning", (warning) => warnings.push(warning));
  const call = client.batchAppend();
  call.pause();
  const count = 3_000;
  for (let index = 0; index < count; index += 1)
    call.write(appendRequest(`stream-with-a-long-name-${"x".repeat(200)}`));
  call.end();
  // Another call is served meanwhile.
  expect((await batchAppend(client, [appendRequest("other")])).messages.map(outcome)).toEqual(["success"]);
  let answered = 0;
  for await (const _answer of call) answered += 1;
  expect([answered, warnings]).toEqual([count, []]);
});
