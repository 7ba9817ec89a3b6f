import { X509Certificate } from "node:crypto";

/** What kind of party holds a certificate: ours, an SBC, a staff tool, the platform's operator, a read-only auditor. */
export type IdentityKind = "service" | "sbc" | "tool" | "operator" | "reader";

/** Who is at the other end of a connection, proven by mTLS: `spiffe://rmp.<environment>/<kind>/<name>`. */
export interface Identity {
  readonly environment: string;
  readonly kind: IdentityKind;
  readonly name: string;
  /** `<kind>/<name>`: what is logged, recorded as actor and compared with caller patterns. */
  readonly path: `${IdentityKind}/${string}`;
}

/** One name (`service/enforcement`) or all of a kind (`sbc/*`). */
export type CallerPattern = `${IdentityKind}/${string}`;

const spiffe = /^spiffe:\/\/rmp\.([a-z0-9-]+)\/(service|sbc|tool|operator|reader)\/([a-z0-9-]+)$/;

const isKind = (text: string): text is IdentityKind => ["service", "sbc", "tool", "operator", "reader"].includes(text);

/** Reads a SPIFFE id of ours; undefined for anything else. */
export function parseIdentity(uri: string): Identity | undefined {
  const [, environment, kind, name] = spiffe.exec(uri) ?? [];
  if (environment === undefined || kind === undefined || name === undefined || !isKind(kind)) return undefined;
  return { environment, kind, name, path: `${kind}/${name}` };
}

/**
 * The identity in a certificate's subject alternative names, in Node's text form (`URI:spiffe://…, DNS:localhost`).
 * Undefined unless there is exactly one URI and it is ours (SPIFFE X509-SVID §2). Node quotes a name that could be taken
 * for two; none of ours needs quotes, so a quoted one is refused whole.
 */
export function identityOf(subjectAltName: string | undefined): Identity | undefined {
  if (subjectAltName === undefined || subjectAltName.includes('"')) return undefined;
  const uris = subjectAltName.split(", ").filter((name) => name.startsWith("URI:"));
  return uris.length === 1 && uris[0] !== undefined ? parseIdentity(uris[0].slice("URI:".length)) : undefined;
}

/** The identity in a PEM certificate (the first, where it is a chain); throws where it holds none of ours. */
export function identityOfCertificate(pem: string): Identity {
  const identity = identityOf(new X509Certificate(pem).subjectAltName);
  if (!identity) throw new Error("the certificate holds no URI spiffe://rmp.<env>/<kind>/<name>");
  return identity;
}

/** Whether a pattern names this identity. The environment is not the pattern's business: it must always be our own. */
export const matches = (pattern: CallerPattern, { kind, path }: Identity): boolean =>
  pattern === path || pattern === `${kind}/*`;
