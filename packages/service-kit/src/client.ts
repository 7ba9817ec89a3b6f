import { type CallOptions as GrpcCallOptions, Client as GrpcClient, type ClientDuplexStream } from "@grpc/grpc-js";
import { clientOptions, DEFAULT_DEADLINE_MS } from "./channel-options.ts";
import { decodeError } from "./errors.ts";
import type { Identity } from "./identity.ts";
import { type CallMetadata, writeMetadata } from "./metadata.ts";
import type { Definition, Method, RequestOf, ResponseOf } from "./rpc.ts";
import { channelCredentials, type Tls } from "./tls.ts";

export interface CallOptions extends CallMetadata {
  /** From now, in milliseconds. A unary call without it gets DEFAULT_DEADLINE_MS; a stream goes on until it is ended. */
  readonly deadlineMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

type ClientMethod<M extends Method> = M extends { requestStream: false; responseStream: false }
  ? (request: RequestOf<M>, options?: CallOptions) => Promise<ResponseOf<M>>
  : M extends { requestStream: false; responseStream: true }
    ? (request: RequestOf<M>, options?: CallOptions) => AsyncIterable<ResponseOf<M>>
    : M extends { requestStream: true; responseStream: true }
      ? (options?: CallOptions) => ClientDuplexStream<RequestOf<M>, ResponseOf<M>>
      : never;

/**
 * A service as its callers see it. A failed call rejects (a stream throws in the loop) with an RpcError; a bidirectional
 * stream is grpc-js' own, and `decodeError` reads what its `error` event brings.
 */
export type Client<D extends Definition> = { readonly [K in keyof D]: ClientMethod<D[K]> } & Disposable;

export interface ConnectOptions<D extends Definition> {
  /** `host:port`, or a grpc-js target (`dns:///customer:443`). */
  readonly address: string;
  readonly tls: Tls;
  /** Whom to expect there: `service/customer`. Without it the certificate must name the host. */
  readonly server?: Identity["path"] | undefined;
  /** Staff token of every call that brings none of its own. */
  readonly token?: string;
  /** Methods that are repeated on UNAVAILABLE, within their deadline. */
  readonly repeatable?: readonly (keyof D)[];
}

/** Connects when first called, and again by itself after a failure. Once disposed it takes no call; running ones go on. */
export function connect<D extends Definition>(definition: D, options: ConnectOptions<D>): Client<D> {
  const { address, tls, server, token, repeatable = [] } = options;
  const limits = clientOptions({
    repeatable: repeatable.flatMap((name) => definition[name]?.path ?? []),
    tlsName: server?.split("/")[1],
  });
  const channel = new GrpcClient(address, channelCredentials(tls, server), limits);
  const defaults: CallMetadata = { token };
  const methods = Object.entries(definition).map(([name, method]) => [name, call(channel, method, defaults)] as const);
  const client = { ...Object.fromEntries(methods), [Symbol.dispose]: () => channel.close() };
  // Made method by method from the definition, whose types say what each is.
  return client as unknown as Client<D>;
}

function call(channel: GrpcClient, method: Method, defaults: CallMetadata) {
  if (method.requestStream) return (options: CallOptions = {}) => duplex(channel, method, { ...defaults, ...options });
  const invoke = method.responseStream ? serverStream : unary;
  return (request: unknown, options: CallOptions = {}) => invoke(channel, method, request, { ...defaults, ...options });
}

function unary(channel: GrpcClient, method: Method, request: unknown, options: CallOptions): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const limits = grpcOptions({ deadlineMs: options.deadlineMs ?? DEFAULT_DEADLINE_MS });
  const { path, requestSerialize, responseDeserialize } = method;
  const running = channel.makeUnaryRequest(
    path,
    requestSerialize,
    responseDeserialize,
    request,
    writeMetadata(options),
    limits,
    (error, response) => {
      if (error) reject(decodeError(error));
      else resolve(response);
    },
  );
  const release = cancelOn(options.signal, running);
  return promise.finally(release);
}

/** The call begins when the loop over it does, and is cancelled when the loop is left. */
async function* serverStream(
  channel: GrpcClient,
  method: Method,
  request: unknown,
  options: CallOptions,
): AsyncGenerator {
  const { path, requestSerialize, responseDeserialize } = method;
  const running = channel.makeServerStreamRequest(
    path,
    requestSerialize,
    responseDeserialize,
    request,
    writeMetadata(options),
    grpcOptions(options),
  );
  const release = cancelOn(options.signal, running);
  try {
    for await (const response of running) yield response;
  } catch (error) {
    throw decodeError(error);
  } finally {
    release();
    running.cancel();
  }
}

function duplex(channel: GrpcClient, method: Method, options: CallOptions): ClientDuplexStream<unknown, unknown> {
  const { path, requestSerialize, responseDeserialize } = method;
  const running = channel.makeBidiStreamRequest(
    path,
    requestSerialize,
    responseDeserialize,
    writeMetadata(options),
    grpcOptions(options),
  );
  running.once("close", cancelOn(options.signal, running));
  return running;
}

const grpcOptions = ({ deadlineMs }: CallOptions): GrpcCallOptions =>
  deadlineMs === undefined ? {} : { deadline: Date.now() + deadlineMs };

/** Yields the function that takes the listener off a signal that may outlive many calls. */
function cancelOn(signal: AbortSignal | undefined, running: { cancel(): void }): () => void {
  const cancel = (): void => running.cancel();
  if (signal?.aborted) cancel();
  signal?.addEventListener("abort", cancel, { once: true });
  return () => signal?.removeEventListener("abort", cancel);
}
