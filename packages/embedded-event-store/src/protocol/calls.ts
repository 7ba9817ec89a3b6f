import type { Metadata, ServerDuplexStream, ServerWritableStream } from "@grpc/grpc-js";
import type { Rights } from "../rules/access.ts";
import type { Log } from "../storage/log.ts";
import { internal, type Refusal, unauthenticated, unavailable } from "./refusals.ts";

/** What every handler is given. */
export interface Context {
  readonly log: Log;
  /** Rights by the `authorization` header; "refused" where it names no user of ours. */
  readonly rights: (authorization: string | undefined) => Promise<Rights | "refused">;
  /** Aborts the open calls when the server stops; a call adds itself and leaves when it is over. */
  readonly openCalls: Set<AbortController>;
}

type StreamingCall = ServerWritableStream<unknown, unknown> | ServerDuplexStream<unknown, unknown>;

/** Ends a streaming call with a status, after what was written to it. */
export const refuse = (call: StreamingCall, refusal: Refusal): void => void call.emit("error", refusal);

/**
 * Runs a streaming call: who calls, then the handler. Its signal is aborted when the caller has gone, and when the
 * server stops (the call then ends with UNAVAILABLE, which clients take as "connect again").
 */
export async function serve(
  context: Context,
  call: StreamingCall,
  handle: (rights: Rights, signal: AbortSignal) => void | Promise<void>,
): Promise<void> {
  sendInOnePiece(call);
  const life = new AbortController();
  context.openCalls.add(life);
  // Emitted however the call ends.
  call.once("cancelled", () => {
    context.openCalls.delete(life);
    life.abort();
  });
  life.signal.addEventListener("abort", () => {
    if (context.openCalls.has(life)) refuse(call, unavailable("the event store is stopping"));
  });
  try {
    const rights = await context.rights(authorization(call.metadata));
    if (rights === "refused") refuse(call, unauthenticated);
    else await handle(rights, life.signal);
  } catch (error) {
    refuse(call, internal(String(error)));
  }
}

/**
 * grpc-js sends one message of a call in each turn of the event loop, and a turn may hold a commit. Node's streams hand
 * over all that waits where they find this.
 */
function sendInOnePiece(call: StreamingCall): void {
  call._writev = (chunks, callback) => {
    const last = chunks.length - 1;
    for (const [index, { chunk, encoding }] of chunks.entries())
      call._write(chunk, encoding, index === last ? callback : () => {});
  };
}

export const authorization = (metadata: Metadata): string | undefined => metadata.get("authorization")[0]?.toString();

/** Resolves when the call takes more (true), or is over (false). */
export const drained = (call: StreamingCall, signal: AbortSignal): Promise<boolean> =>
  new Promise((resolve) => {
    const settle = (open: boolean) => {
      call.off("drain", onDrain);
      signal.removeEventListener("abort", onAbort);
      resolve(open);
    };
    const onDrain = () => settle(true);
    const onAbort = () => settle(false);
    if (signal.aborted) return resolve(false);
    call.once("drain", onDrain);
    signal.addEventListener("abort", onAbort);
  });
