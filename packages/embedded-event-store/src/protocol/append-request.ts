import type { Status } from "../generated/event_store/client/shared.ts";
import type {
  BatchAppendReq,
  BatchAppendReq_Options,
  BatchAppendReq_ProposedMessage,
} from "../generated/event_store/client/streams/streams.ts";
import type { Rights } from "../rules/access.ts";
import { type Expected, eventSize, MAX_APPEND_BYTES } from "../rules/append.ts";
import type { NewEvent } from "../storage/event-table.ts";
import type { Append } from "../storage/log.ts";
import { appendDenied, badRequest, tooLarge } from "./append-errors.ts";
import { JSON_CONTENT, streamName } from "./messages.ts";

/** An append waits at most so long to be written, whatever its deadline says. */
const WRITE_TIMEOUT_MS = 2_000;

type Reading<T> = { readonly value: T } | { readonly refused: Status };

/** What one message asks for, checked in EventStoreDB's order: the form, the right, the size. */
export function readAppend(
  options: BatchAppendReq_Options,
  request: BatchAppendReq,
  rights: Rights,
  now: number,
): Reading<Append> {
  const stream = streamName(options.streamIdentifier);
  if (stream === "") return { refused: badRequest("a stream needs a name") };
  const expected = readExpected(options.expectedStreamPosition);
  if (expected === undefined) return { refused: badRequest("an append needs an expected revision") };
  if (!rights.mayAppend(stream)) return { refused: appendDenied(stream) };

  const events: NewEvent[] = [];
  let size = 0;
  for (const message of request.proposedMessages) {
    const event = readEvent(message);
    if ("refused" in event) return event;
    events.push(event.value);
    size += eventSize(event.value);
  }
  if (size > MAX_APPEND_BYTES) return { refused: tooLarge };
  // The client cuts at 3 MiB by default, so a first part that is not the last has failed above.
  if (!request.isFinal) return { refused: badRequest("an append comes in one message") };
  return { value: { stream, expected, events, deadline: deadline(options, now) } };
}

function readExpected(option: BatchAppendReq_Options["expectedStreamPosition"]): Expected | undefined {
  switch (option?.$case) {
    case "streamPosition":
      return Number(option.value);
    case "noStream":
      return "no-stream";
    case "any":
      return "any";
    case "streamExists":
      return "stream-exists";
    default:
      return undefined;
  }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const NIL = "00000000-0000-0000-0000-000000000000";

function readEvent({ id, metadata, customMetadata, data }: BatchAppendReq_ProposedMessage): Reading<NewEvent> {
  const uuid = id?.value?.$case === "string" ? id.value.value : NIL;
  if (!UUID.test(uuid) || uuid === NIL)
    return { refused: badRequest("an event needs a hyphenated UUID that is not nil") };
  const type = metadata["type"];
  const contentType = metadata["content-type"];
  if (!type || !contentType) return { refused: badRequest("an event needs a type and a content-type") };
  return {
    value: { id: uuid.toLowerCase(), type, json: contentType === JSON_CONTENT, data, metadata: customMetadata },
  };
}

function deadline(options: BatchAppendReq_Options, now: number): number {
  const latest = now + WRITE_TIMEOUT_MS;
  if (options.deadline === undefined) return latest;
  return Math.min(latest, Number(options.deadline.seconds) * 1_000 + options.deadline.nanos / 1e6);
}
