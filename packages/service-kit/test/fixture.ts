import { Metadata } from "@grpc/grpc-js";
import { AttestationServiceService } from "@rmp/proto/rmp/attestation/v1/calls";
import { CustomerQueryServiceService } from "@rmp/proto/rmp/customer/v1/queries";
import { createLocalJWKSet, exportJWK, generateKeyPair, type CryptoKey, type JWTPayload, SignJWT } from "jose";
import { type ConnectOptions, connect } from "../src/client.ts";
import { createDevelopmentCa, type DevelopmentCa } from "../src/development-ca.ts";
import { RpcError } from "../src/errors.ts";
import { type CallerPattern, parseIdentity } from "../src/identity.ts";
import { createLog } from "../src/log.ts";
import type { Call, Callers, Definition, Handlers } from "../src/rpc.ts";
import { startServer } from "../src/server.ts";
import { service } from "../src/service.ts";
import { createStaffTokens, type PersonToken } from "../src/staff-token.ts";
import type { Tls } from "../src/tls.ts";
import { createValidation, protoImage } from "../src/validation.ts";

/** One CA, issuer and validation for all tests of a file: making keys and compiling rules is what takes time. */
export const ca = await createDevelopmentCa("test CA", 1);
const validation = createValidation(protoImage());
const issuerKeys = await generateKeyPair("ES256");
export const publicJwk = { ...(await exportJWK(issuerKeys.publicKey)), kid: "1", alg: "ES256" };

export const ISSUER = "https://staff.test";
export const AUDIENCE = "rmp";
const NOW = new Date("2026-11-24T12:00:00Z");

export const staffTokens = createStaffTokens({
  issuer: ISSUER,
  audience: AUDIENCE,
  keys: createLocalJWKSet({ keys: [publicJwk] }),
  now: () => NOW,
});

const seconds = Math.floor(NOW.getTime() / 1000);
const person = {
  iss: ISSUER,
  aud: AUDIENCE,
  sub: "olga",
  azp: "staff-desk",
  iat: seconds,
  exp: seconds + 3600,
  auth_time: seconds - 60,
  amr: ["pwd", "otp"],
} satisfies JWTPayload;

/** A token that is good but for what is changed. */
export const signToken = (
  changes: { readonly [claim: string]: unknown } = {},
  key: CryptoKey | Uint8Array = issuerKeys.privateKey,
  alg = "ES256",
): Promise<string> => new SignJWT({ ...person, ...changes }).setProtectedHeader({ alg, kid: "1" }).sign(key);

/** mTLS of a party (`tool/desk`), by this test's CA unless another is given. */
export async function tlsOf(path: string, by: DevelopmentCa = ca, environment = "test"): Promise<Tls> {
  return { ca: ca.cert, ...(await by.issue({ uri: `spiffe://rmp.${environment}/${path}` })) };
}

/** A call of the staff's tool, as a handler is given it. */
export function callBy(person: PersonToken | undefined, metadata = new Metadata()): Call {
  const caller = parseIdentity("spiffe://rmp.test/tool/desk");
  if (!caller) throw new Error("no identity");
  return {
    method: "/rmp.customer.v1.CustomerService/OpenOnboarding",
    caller,
    person: async () => person,
    deadline: undefined,
    signal: new AbortController().signal,
    correlationId: "chain-1",
    metadata,
  };
}

type Customers = typeof CustomerQueryServiceService;
type Calls = typeof AttestationServiceService;

interface Under {
  readonly customers?: Partial<Handlers<Customers>>;
  readonly calls?: Partial<Handlers<Calls>>;
  /** Of every method. */
  readonly callers?: readonly CallerPattern[];
  readonly drainMs?: number;
}

/** A server with two services of the real proto, their unnamed methods UNIMPLEMENTED, and clients of any party. */
export async function startFixture({ customers = {}, calls = {}, callers = ["tool/*"], drainMs = 5_000 }: Under = {}) {
  const lines: string[] = [];
  const server = await startServer({
    listen: "127.0.0.1:0",
    tls: await tlsOf("service/customer"),
    services: [
      service(
        CustomerQueryServiceService,
        whole(CustomerQueryServiceService, customers),
        all(CustomerQueryServiceService, callers),
      ),
      service(
        AttestationServiceService,
        whole(AttestationServiceService, calls),
        all(AttestationServiceService, callers),
      ),
    ],
    validation,
    staffTokens,
    log: createLog("customer", { write: (line) => lines.push(line) }),
    drainMs,
  });
  const address = `localhost:${server.port}`;
  const stack = new AsyncDisposableStack();
  stack.use(server);
  const as = async <D extends Definition>(definition: D, path: string, more: Partial<ConnectOptions<D>> = {}) =>
    stack.use(connect(definition, { address, server: "service/customer", tls: await tlsOf(path), ...more }));
  return {
    server,
    address,
    /** What was logged, one object a line. */
    logged: () => lines.map(parseLine),
    customersAs: (path: string, more?: Partial<ConnectOptions<Customers>>) =>
      as(CustomerQueryServiceService, path, more),
    callsAs: (path: string, more?: Partial<ConnectOptions<Calls>>) => as(AttestationServiceService, path, more),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

const whole = <D extends Definition>(definition: D, handlers: Partial<Handlers<D>>): Handlers<D> => {
  const unimplemented = () => {
    throw new RpcError("UNIMPLEMENTED", "not in this test");
  };
  return {
    ...Object.fromEntries(Object.keys(definition).map((name) => [name, unimplemented])),
    ...handlers,
  } as Handlers<D>;
};

const all = <D extends Definition>(definition: D, callers: readonly CallerPattern[]): Callers<D> =>
  Object.fromEntries(Object.keys(definition).map((name) => [name, callers])) as unknown as Callers<D>;

/** A line of the log. */
export function parseLine(line: string): Readonly<Record<string, unknown>> {
  const fields: unknown = JSON.parse(line);
  if (typeof fields !== "object" || fields === null) throw new Error("a line of the log is no object");
  return { ...fields };
}

/** The RpcError that a call ends in. */
export async function failureOf(call: Promise<unknown>): Promise<RpcError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof RpcError) return error;
    throw error;
  }
  throw new Error("the call succeeded");
}

/** What a person can act on in an error. */
export const told = ({ code, message, reason, violations }: RpcError) => ({
  code,
  message,
  ...(reason === undefined ? {} : { reason }),
  ...(violations.length === 0 ? {} : { violations }),
});
