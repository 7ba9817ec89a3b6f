import { BinaryWriter } from "@bufbuild/protobuf/wire";
import type {
  ServerDuplexStream,
  ServiceDefinition,
  UntypedHandleCall,
  UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { invalidArgument } from "./errors.ts";
import type { CallerPattern } from "./identity.ts";
import type { Log } from "./log.ts";
import type { Call, Callers, Definition, Encoder, Handlers, Method } from "./rpc.ts";
import { type Serving, serveBidi, serveDuplex, serveStream, serveUnary } from "./serve.ts";
import type { RequestCheck, Validation } from "./validation.ts";

/** A service ready to be served; its methods' types were checked by `service` and cannot be named any more. */
export interface Service {
  readonly definition: Definition;
  readonly handlers: Readonly<Record<string, AnyHandler>>;
  readonly callers: Readonly<Record<string, readonly CallerPattern[]>>;
}

type AnyHandler =
  | Handle<unknown>
  | (Hot & { readonly handle: Handle<unknown> })
  | (Hot & { readonly duplex: Handle<void> });

interface Hot {
  readonly validate: false;
  readonly response: Encoder<never>;
}

type Handle<Answer, Input = never> = (input: Input, call: Call) => Answer;

/** Ties handlers and callers to a definition constant of ts-proto; a method missing in either does not compile. */
export const service = <D extends Definition>(definition: D, handlers: Handlers<D>, callers: Callers<D>): Service => ({
  definition,
  handlers,
  callers,
});

/** The two halves that grpc-js wants of a service. */
export function implement(
  { definition, handlers, callers }: Service,
  serving: Omit<Serving, "callers" | "accept">,
  validation: Validation,
): { definition: ServiceDefinition; implementation: UntypedServiceImplementation } {
  const methods = Object.entries(definition).map(([name, method]) => {
    const handler = handlers[name];
    if (!handler) throw new Error(`${method.path} has no handler`);
    const validated = typeof handler === "function";
    const requestDeserialize = validated ? checked(method, validation(method.path)) : method.requestDeserialize;
    const accept = validated ? acceptChecked : acceptAsIs;
    const handle = serve(method, handler, { ...serving, callers: callers[name] ?? [], accept });
    const serialize = validated ? method.responseSerialize : writing(handler.response);
    const responseSerialize = reported(method.path, serialize, serving.log);
    return { name, definition: { ...method, requestDeserialize, responseSerialize }, handle };
  });
  return {
    definition: Object.fromEntries(methods.map(({ name, definition }) => [name, definition])),
    implementation: Object.fromEntries(methods.map(({ name, handle }) => [name, handle])),
  };
}

/** What a handler returns and takes follows from its method's two booleans: `Handlers` says the same to the compiler. */
function serve({ requestStream, responseStream }: Method, handler: AnyHandler, serving: Serving): UntypedHandleCall {
  if ("duplex" in handler)
    return serveDuplex(handler.duplex as Handle<void, ServerDuplexStream<unknown, unknown>>, serving);
  const handle = typeof handler === "function" ? handler : handler.handle;
  if (requestStream) return serveBidi(handle as Handle<AsyncIterable<unknown>, AsyncIterable<unknown>>, serving);
  if (responseStream) return serveStream(handle as Handle<AsyncIterable<unknown>, unknown>, serving);
  return serveUnary(handle as Handle<Promise<unknown>, unknown>, serving);
}

/** A response that cannot be written is a bug of the handler, of which grpc-js tells the caller alone (INTERNAL). */
const reported =
  (path: string, serialize: Method["responseSerialize"], log: Log) =>
  (response: unknown): Buffer => {
    try {
      return serialize(response);
    } catch (error) {
      log.error({ method: path, code: "INTERNAL", error }, "response not written");
      throw error;
    }
  };

/**
 * With one writer for all: a new one for each grows from nothing, which takes longer than what is written. It depends on
 * `finish()`, which copies the message out of what the next one is written into.
 */
function writing({ encode }: Encoder<never>): Method["responseSerialize"] {
  let writer = new BinaryWriter();
  return (response) => {
    try {
      const { buffer, byteOffset, byteLength } = encode(response as never, writer).finish();
      return Buffer.from(buffer, byteOffset, byteLength);
    } catch (error) {
      // It holds the half of a message.
      writer = new BinaryWriter();
      throw error;
    }
  };
}

/** What the deserialiser of a validated method yields. It may not throw: grpc-js would answer INTERNAL and log nothing. */
type Received = { readonly request: unknown } | { readonly failure: unknown };

const checked =
  ({ requestDeserialize }: Method, check: RequestCheck) =>
  (bytes: Buffer): Received => {
    try {
      const violations = check(bytes);
      return violations.length === 0
        ? { request: requestDeserialize(bytes) }
        : { failure: invalidArgument(violations) };
    } catch (failure) {
      return { failure };
    }
  };

function acceptChecked(received: Received): unknown {
  if ("failure" in received) throw received.failure;
  return received.request;
}

const acceptAsIs = (received: unknown): unknown => received;
