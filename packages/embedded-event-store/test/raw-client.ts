import { randomUUID } from "node:crypto";
import { type ChannelCredentials, credentials, Metadata, type ServiceError } from "@grpc/grpc-js";
import type { UUID } from "../src/generated/event_store/client/shared.ts";
import {
  type BatchAppendReq,
  type BatchAppendResp,
  ReadReq,
  type ReadResp,
  StreamsClient,
} from "../src/generated/event_store/client/streams/streams.ts";

/** A client without the official one's manners: for what that one never sends, and for several identities at once. */
export function rawClient(port: number, channel: ChannelCredentials = credentials.createInsecure()) {
  return new StreamsClient(`localhost:${port}`, channel);
}

/** Metadata with Basic credentials. */
export function basic(name: string, password: string): Metadata {
  const metadata = new Metadata();
  metadata.set("authorization", `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`);
  return metadata;
}

export const uuid = (value: string = randomUUID()): UUID => ({ value: { $case: "string", value } });

/** One event to a stream, whatever stands there. */
export function appendRequest(stream: string, id = randomUUID()): BatchAppendReq {
  return {
    correlationId: uuid(),
    options: {
      streamIdentifier: { streamName: Buffer.from(stream) },
      expectedStreamPosition: { $case: "any", value: {} },
      deadline: undefined,
    },
    proposedMessages: [
      {
        id: uuid(id),
        metadata: { type: "Noted", "content-type": "application/json" },
        customMetadata: Buffer.alloc(0),
        data: Buffer.from("{}"),
      },
    ],
    isFinal: true,
  };
}

/** A call's messages and how it ended. */
export interface Answer<T> {
  readonly messages: readonly T[];
  readonly end: "ok" | Pick<ServiceError, "code" | "details" | "metadata">;
}

/** Sends the messages, half-closes and collects what comes. */
export function batchAppend(
  client: StreamsClient,
  requests: readonly BatchAppendReq[],
  metadata = new Metadata(),
): Promise<Answer<BatchAppendResp>> {
  const call = client.batchAppend(metadata);
  for (const request of requests) call.write(request);
  call.end();
  return collect(call);
}

type ReadOptions = NonNullable<ReadReq["options"]>;

/** Forwards through the whole log from the start, with what is overridden. */
export const readRequest = (options: Partial<ReadOptions> = {}): ReadReq =>
  ReadReq.create({
    options: {
      streamOption: { $case: "all", value: { allOption: { $case: "start", value: {} } } },
      readDirection: 0,
      countOption: { $case: "count", value: 1_000n },
      uuidOption: { content: { $case: "string", value: {} } },
      filterOption: { $case: "noFilter", value: {} },
      ...options,
    },
  });

/** A stream as a read's subject. */
export const ofStream = (stream: string, from: bigint | "start" | "end" = "start"): ReadOptions["streamOption"] => ({
  $case: "stream",
  value: {
    streamIdentifier: { streamName: Buffer.from(stream) },
    revisionOption: typeof from === "bigint" ? { $case: "revision", value: from } : { $case: from, value: {} },
  },
});

/** The log from a position as a read's subject. */
export const ofLog = (commitPosition: bigint, preparePosition = commitPosition): ReadOptions["streamOption"] => ({
  $case: "all",
  value: { allOption: { $case: "position", value: { commitPosition, preparePosition } } },
});

export const subscription: ReadOptions["countOption"] = { $case: "subscription", value: {} };

export const read = (client: StreamsClient, request: ReadReq, metadata = new Metadata()): Promise<Answer<ReadResp>> =>
  collect(client.read(request, metadata));

/** Collects a call whose error is an answer, too. */
function collect<T>(call: NodeJS.ReadableStream): Promise<Answer<T>> {
  return new Promise((resolve) => {
    const messages: T[] = [];
    call.on("data", (message: T) => messages.push(message));
    call.on("error", (error: ServiceError) => resolve({ messages, end: error }));
    call.on("end", () => resolve({ messages, end: "ok" }));
  });
}
