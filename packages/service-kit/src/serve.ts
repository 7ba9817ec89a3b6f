import type { handleUnaryCall, ServerDuplexStream, ServerWritableStream } from "@grpc/grpc-js";
import { OpenCall } from "./call.ts";
import { encodeError, endWith, RpcError } from "./errors.ts";
import { logFailure, toRpcError } from "./failures.ts";
import { type CallerPattern, matches } from "./identity.ts";
import type { Log } from "./log.ts";
import { claimsPerson, correlationIdIn } from "./metadata.ts";
import { peerOf, type RawCall } from "./peer.ts";
import type { Call } from "./rpc.ts";
import type { StaffTokens } from "./staff-token.ts";

export type WritableCall = ServerWritableStream<unknown, unknown> | DuplexCall;
type DuplexCall = ServerDuplexStream<unknown, unknown>;

/** What serving one method needs besides its handler. */
export interface Serving {
  readonly callers: readonly CallerPattern[];
  /** Our own: a certificate of another environment is nobody's here. */
  readonly environment: string;
  readonly staffTokens: StaffTokens;
  readonly log: Log;
  /** What requestDeserialize yielded → the request; throws RpcError INVALID_ARGUMENT. */
  accept(received: unknown): unknown;
  /** Takes a stream among those that are ended when the server stops; at once where it does already. */
  track(raw: WritableCall, end: EndStream): void;
}

/** Ends a stream, or has it ended. */
export type EndStream = (reason: RpcError) => void;

export function serveUnary(
  handle: (request: unknown, call: Call) => Promise<unknown>,
  serving: Serving,
): handleUnaryCall<unknown, unknown> {
  return (raw, respond) => {
    const answer = async (call: OpenCall) => respond(null, await handle(serving.accept(raw.request), call));
    void attend(raw, serving, answer, (error) => respond(encodeError(error)));
  };
}

export function serveStream(handle: (request: unknown, call: Call) => AsyncIterable<unknown>, serving: Serving) {
  return (raw: ServerWritableStream<unknown, unknown>): void =>
    attendStream(raw, serving, (call) => pour(handle(serving.accept(raw.request), call), raw));
}

export function serveBidi(
  handle: (requests: AsyncIterable<unknown>, call: Call) => AsyncIterable<unknown>,
  serving: Serving,
) {
  return (raw: DuplexCall): void =>
    attendStream(raw, serving, (call) => pour(handle(requestsOf(raw, serving), call), raw));
}

export function serveDuplex(handle: (stream: DuplexCall, call: Call) => void, serving: Serving) {
  return (raw: DuplexCall): void => {
    const answer = async (call: OpenCall): Promise<void> => {
      // Told, not ended: the handler has calls to answer before.
      serving.track(raw, (reason) => call.abort(reason));
      handle(raw, call);
    };
    void attend(raw, serving, answer, (error) => endWith(raw, error));
  };
}

function attendStream(raw: WritableCall, serving: Serving, answer: (call: OpenCall) => Promise<void>): void {
  const tracked = async (call: OpenCall): Promise<void> => {
    serving.track(raw, (reason) => {
      call.abort(reason);
      endWith(raw, reason);
    });
    // Ended already where the server stops.
    if (!raw.writableEnded) await answer(call);
  };
  void attend(raw, serving, tracked, (error) => endWith(raw, error));
}

/** Admits the call and has it answered; what is thrown on the way is told to the caller and, once, to the log. */
async function attend(
  raw: RawCall,
  serving: Serving,
  answer: (call: OpenCall) => Promise<void>,
  fail: (error: RpcError) => void,
): Promise<void> {
  let call: OpenCall | undefined;
  try {
    call = admit(raw, serving);
    if (claimsPerson(raw.metadata)) await call.person();
    await answer(call);
  } catch (thrown) {
    const error = toRpcError(thrown, call);
    fail(error);
    logFailure(serving.log, {
      method: raw.getPath(),
      caller: peerOf(raw)?.path,
      correlationId: call?.correlationId ?? correlationIdIn(raw.metadata),
      error,
      thrown,
    });
  }
}

/** The caller list is asked before the token, and both before the request is looked at. */
function admit(raw: RawCall, { callers, environment, staffTokens }: Serving): OpenCall {
  const peer = peerOf(raw);
  if (peer?.environment !== environment) throw denied(raw, "A certificate that names nobody of ours");
  if (!callers.some((pattern) => matches(pattern, peer))) throw denied(raw, peer.path);
  return new OpenCall(raw, peer, staffTokens);
}

const denied = (raw: RawCall, who: string): RpcError =>
  new RpcError("PERMISSION_DENIED", `${who} may not call ${raw.getPath()}.`, { reason: "caller-not-allowed" });

/** One request at a time. Leaving the loop must not destroy the stream, whose other half still answers. */
async function* requestsOf(raw: DuplexCall, { accept }: Serving): AsyncGenerator {
  for await (const received of raw.iterator({ destroyOnReturn: false })) yield accept(received);
}

/** Writes responses as fast as the caller takes them, and ends the call. */
async function pour(responses: AsyncIterable<unknown>, raw: WritableCall): Promise<void> {
  for await (const response of responses) {
    // Cancelled, or ended because the server stops: nobody reads on.
    if (raw.destroyed || raw.writableEnded) return;
    if (!raw.write(response)) await drained(raw);
  }
  raw.end();
}

/** grpc-js drops the callbacks of a call that is gone, so that it never drains: it closes. */
function drained(raw: WritableCall): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = (): void => {
    raw.off("drain", done).off("close", done);
    resolve();
  };
  raw.on("drain", done).on("close", done);
  return promise;
}
