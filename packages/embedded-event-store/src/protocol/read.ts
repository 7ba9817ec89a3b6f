import { randomUUID } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { handleServerStreamingCall, ServerWritableStream } from "@grpc/grpc-js";
import type { ReadReq, ReadResp } from "../generated/event_store/client/streams/streams.ts";
import type { Direction } from "../storage/event-table.ts";
import { type Context, drained, refuse, serve } from "./calls.ts";
import { caughtUp, checkpoint, confirmation, eventMessage, streamNotFound } from "./messages.ts";
import { type Filter, type ReadRequest, readRequest } from "./read-request.ts";
import { accessDenied, invalidArgument, unknown } from "./refusals.ts";
import { logSource, type Source, streamSource } from "./source.ts";

type ReadCall = ServerWritableStream<ReadReq, ReadResp>;

/** Sends one message and waits while the reader is slow; false: the call is over. */
type Send = (message: ReadResp) => boolean | Promise<boolean>;

/** Reads and subscriptions, of one stream and of the whole log. */
export const read =
  (context: Context): handleServerStreamingCall<ReadReq, ReadResp> =>
  (call) =>
    void serve(context, call, async (rights, signal) => {
      const request = readRequest(call.request.options);
      if ("refused" in request) return refuse(call, request.refused);
      const source = request.stream === undefined ? logSource(context.log) : streamSource(context.log, request.stream);
      if (!rights.mayRead(source.name)) return refuse(call, accessDenied(`no reading of ${source.name}`));
      const send: Send = (message) => call.write(message) || drained(call, signal);
      if (request.count !== "subscription") return readOnce(call, source, request, request.count, send);
      await subscribe(call, source, request, send, signal, () => context.log.committed(signal));
    });

async function readOnce(call: ReadCall, source: Source, request: ReadRequest, count: number, send: Send) {
  const { stream, direction } = request;
  const from = source.begin(direction, request.from);
  if (from === undefined || count === 0) return refuse(call, unknown("Unexpected read result: nothing to read there"));
  if (stream !== undefined && source.last() < 0) call.write(streamNotFound(stream));
  else await sendEvents(source, direction, from, count, send);
  call.end();
}

async function sendEvents(source: Source, direction: Direction, from: number, count: number, send: Send) {
  let next = from;
  let left = count;
  for (;;) {
    const page = source.page(direction, next);
    if (page.length === 0) return;
    for (const event of page) {
      left -= 1;
      if (!(await send(eventMessage(event))) || left === 0) return;
      next = source.placeOf(event) + (direction === "forwards" ? 1 : -1);
    }
  }
}

/** A live reader who is further behind than this catches up again, and is told when that is done. */
const LIVE_EVENTS = 32;

/**
 * Sends everything after the place asked for, then everything new, until the call is over. There is no buffer to
 * overflow: an event is read from the log when the reader takes it, so a slow reader is late and loses nothing.
 */
async function subscribe(
  call: ReadCall,
  source: Source,
  { from, filter }: ReadRequest,
  send: Send,
  signal: AbortSignal,
  committed: () => Promise<void>,
): Promise<void> {
  call.write(confirmation(randomUUID()));
  const begin = source.resume(from);
  if (begin === undefined) return refuse(call, invalidArgument("Trying to read from an invalid position."));
  const progress = checkpoints(filter, send);
  let next = begin;
  let live = false;
  while (!signal.aborted) {
    const page = source.page("forwards", next);
    if (page.length > LIVE_EVENTS) live = false;
    // A filter may let nothing through, so that nothing else would give the others their turn.
    if (page.length > 0) await setImmediate();
    for (const event of page) {
      next = source.placeOf(event) + 1;
      if ((filter?.matches(event) ?? true) && !(await send(eventMessage(event)))) return;
      if (!(await progress.passed(event.position))) return;
    }
    if (page.length > 0) continue;
    // Only right after an empty page, with nothing awaited between: or a commit in between would go unnoticed.
    if (live) await committed();
    else if (!(await progress.caughtUp()) || !(await send(caughtUp))) return;
    live = true;
  }
}

/**
 * Checkpoints tell a filtered subscription how far it may resume though nothing matched: after every interval of
 * events looked at, and before it is told that it has caught up. Without a filter there are none.
 */
function checkpoints(filter: Filter | undefined, send: Send) {
  let position = 0;
  let passed = 0;
  const reached = () => {
    passed = 0;
    return send(checkpoint(position));
  };
  return {
    passed(at: number) {
      if (filter === undefined) return true;
      position = at;
      passed += 1;
      return passed < filter.checkpointInterval || reached();
    },
    caughtUp: () => passed === 0 || reached(),
  };
}
