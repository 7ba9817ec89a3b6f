import type { BinaryWriter } from "@bufbuild/protobuf/wire";
import type { Metadata, ServerDuplexStream } from "@grpc/grpc-js";
import type { CallerPattern, Identity } from "./identity.ts";
import type { PersonToken } from "./staff-token.ts";

/**
 * One rpc, as ts-proto writes it into a service's definition constant (`outputServices=grpc-js`). The serialisers are in
 * method syntax, which lets one of a certain message stand for one of any.
 */
export interface Method {
  /** `/package.Service/Method` */
  readonly path: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
  requestSerialize(message: unknown): Buffer;
  requestDeserialize(bytes: Buffer): unknown;
  responseSerialize(message: unknown): Buffer;
  responseDeserialize(bytes: Buffer): unknown;
}

/** A service: `typeof CustomerServiceService`. Tables over `keyof` it are total: a new rpc breaks the build. */
export type Definition = Readonly<Record<string, Method>>;

export type RequestOf<M extends Method> = ReturnType<M["requestDeserialize"]>;
export type ResponseOf<M extends Method> = ReturnType<M["responseDeserialize"]>;

/** What a handler knows of the call besides the request. */
export interface Call {
  /** `/package.Service/Method` */
  readonly method: string;
  /** By mTLS; already allowed to call the method. */
  readonly caller: Identity;
  /** The person whose staff token came along; undefined where a service acts for itself. */
  person(): Promise<PersonToken | undefined>;
  readonly deadline: Date | undefined;
  /** Aborted when the call is cancelled, its deadline passes, the server stops or it ended; the reason is an RpcError. */
  readonly signal: AbortSignal;
  readonly correlationId: string;
  readonly metadata: Metadata;
}

type Unary<M extends Method> = (request: RequestOf<M>, call: Call) => Promise<ResponseOf<M>>;
type ServerStream<M extends Method> = (request: RequestOf<M>, call: Call) => AsyncIterable<ResponseOf<M>>;
type Bidi<M extends Method> = (requests: AsyncIterable<RequestOf<M>>, call: Call) => AsyncIterable<ResponseOf<M>>;

/**
 * The stream itself, for a path where a promise per message is too much. The handler owns it: it listens, writes with
 * back-pressure, checks each message itself, and ends it, also when `call.signal` is aborted: it reads no further, answers
 * what it has taken, and ends with the signal's reason (`endWith`). What takes longer than the drain time is cut off.
 */
export type Duplex<M extends Method> = (stream: ServerDuplexStream<RequestOf<M>, ResponseOf<M>>, call: Call) => void;

/** Client streaming is not offered: a repeated field does the same and can be repeated safely. */
type Answering<M extends Method> = M extends { requestStream: false; responseStream: false }
  ? Unary<M>
  : M extends { requestStream: false; responseStream: true }
    ? ServerStream<M>
    : M extends { requestStream: true; responseStream: true }
      ? Bidi<M>
      : never;

/** What ts-proto generates for a message, as far as it writes one. */
export interface Encoder<Message> {
  encode(message: Message, writer: BinaryWriter): BinaryWriter;
}

/** For a path where a few µs are too many: the handler checks its requests itself, and names the message it answers. */
interface Hot<M extends Method> {
  readonly validate: false;
  readonly response: Encoder<ResponseOf<M>>;
}

export type Handler<M extends Method> =
  | Answering<M>
  | (Hot<M> & { readonly handle: Answering<M> })
  | (M extends { requestStream: true; responseStream: true } ? Hot<M> & { readonly duplex: Duplex<M> } : never);

export type Handlers<D extends Definition> = { readonly [K in keyof D]: Handler<D[K]> };

/** Who may call which method; a method that is missing does not compile. An empty list: nobody. */
export type Callers<D extends Definition> = { readonly [K in keyof D]: readonly CallerPattern[] };
