import type { StreamIdentifier } from "../generated/event_store/client/shared.ts";
import type { ReadResp } from "../generated/event_store/client/streams/streams.ts";
import type { RecordedEvent } from "../storage/event-table.ts";

export const JSON_CONTENT = "application/json";
const BINARY_CONTENT = "application/octet-stream";

export const streamName = (identifier: StreamIdentifier | undefined): string =>
  identifier?.streamName.toString("utf8") ?? "";

export const streamIdentifier = (stream: string): StreamIdentifier => ({ streamName: Buffer.from(stream, "utf8") });

export function eventMessage(event: RecordedEvent): ReadResp {
  const position = BigInt(event.position);
  return content({
    $case: "event",
    value: {
      event: {
        id: { value: { $case: "string", value: event.id } },
        streamIdentifier: streamIdentifier(event.stream),
        streamRevision: BigInt(event.revision),
        preparePosition: position,
        commitPosition: position,
        metadata: {
          type: event.type,
          "content-type": event.json ? JSON_CONTENT : BINARY_CONTENT,
          // 100 ns ticks; larger than a number holds exactly.
          created: `${event.created}0000`,
        },
        customMetadata: buffer(event.metadata),
        data: buffer(event.data),
      },
      position: { $case: "commitPosition", value: position },
    },
  });
}

export const streamNotFound = (stream: string): ReadResp =>
  content({ $case: "streamNotFound", value: { streamIdentifier: streamIdentifier(stream) } });

export const confirmation = (subscriptionId: string): ReadResp =>
  content({ $case: "confirmation", value: { subscriptionId } });

export const checkpoint = (position: number): ReadResp =>
  content({
    $case: "checkpoint",
    value: { commitPosition: BigInt(position), preparePosition: BigInt(position) },
  });

export const caughtUp: ReadResp = { content: { $case: "caughtUp", value: {} } };

const content = (value: NonNullable<ReadResp["content"]>): ReadResp => ({ content: value });

const buffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
