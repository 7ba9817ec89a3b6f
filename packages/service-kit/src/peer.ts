import type { ServerUnaryCall } from "@grpc/grpc-js";
import { type Identity, identityOf } from "./identity.ts";

/** What every kind of grpc-js server call offers. */
export type RawCall = Pick<
  ServerUnaryCall<unknown, unknown>,
  "metadata" | "cancelled" | "getPath" | "getDeadline" | "getAuthContext"
> & { once(event: "cancelled", listener: () => void): unknown };

/** A connection keeps its certificate (HTTP/2 knows no renegotiation), so it is read once. */
const identities = new WeakMap<object, Identity>();

/** Who is at the other end; undefined where the certificate names nobody of ours. */
export function peerOf(raw: RawCall): Identity | undefined {
  const session = sessionOf(raw);
  const known = session && identities.get(session);
  if (known) return known;
  const identity = identityOf(raw.getAuthContext().sslPeerCertificate?.subjectaltname);
  if (session && identity) identities.set(session, identity);
  return identity;
}

/**
 * The HTTP/2 session of a call. grpc-js keeps it in private fields and parses the certificate at each getAuthContext,
 * which takes 30 µs of every call; where a later version has moved the fields, that is what we get again.
 */
function sessionOf(raw: RawCall): object | undefined {
  const { call } = raw as RawCall & { readonly call?: { readonly stream?: { readonly session?: object } } };
  return call?.stream?.session;
}
