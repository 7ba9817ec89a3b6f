import { base64url, faultOfClaims, faultOfX5u, passportHeader, passportPayload } from "./passport.ts";
import type { PassportClaims } from "./passport.ts";

/** The value of a SIP Identity header (RFC 8224 §4) around a signed token; `x5u` is the one in the token's header. */
export const identityHeader = (token: string, x5u: string): string => `${token};info=<${x5u}>;alg=ES256;ppt=shaken`;

/** What stands in an Identity header of ours. */
export interface Identity {
  readonly x5u: string;
  readonly claims: PassportClaims;
  /** The signed octets, as ASCII text. */
  readonly signingInput: string;
  /** 64 octets, r and s (RFC 7518 §3.4). Not verified here. */
  readonly signature: Buffer;
}

const VALUE = /^([\w-]+)\.([\w-]+)\.([\w-]{86});info=<([^<>]+)>;alg=ES256;ppt=shaken$/;
const PAYLOAD =
  /^\{"attest":"([ABC])","dest":\{"tn":\["([0-9",]+)"\]\},"iat":([0-9]+),"orig":\{"tn":"([0-9]+)"\},"origid":"([0-9a-f-]+)"\}$/;

/**
 * Reads an Identity header value exactly as this package writes it; undefined for every other spelling, be it valid
 * or not: other networks write it otherwise (RFC 8224 §4), so this is no verifier of received calls.
 */
export function parseIdentityHeader(value: string): Identity | undefined {
  const [, header, payload, signatureText, x5u] = VALUE.exec(value) ?? [];
  if (header === undefined || payload === undefined || signatureText === undefined || x5u === undefined)
    return undefined;
  const claims = parsePayload(Buffer.from(payload, "base64url").toString("latin1"));
  if (!claims || faultOfX5u(x5u) || faultOfClaims(claims)) return undefined;
  // Written again and compared: this also refuses base64url with stray trailing bits, which Buffer would accept.
  if (header !== base64url(passportHeader(x5u)) || payload !== base64url(passportPayload(claims))) return undefined;
  const signature = Buffer.from(signatureText, "base64url");
  if (signature.toString("base64url") !== signatureText) return undefined;
  return { x5u, claims, signingInput: `${header}.${payload}`, signature };
}

function parsePayload(json: string): PassportClaims | undefined {
  const [, attest, dest, iat, orig, origid] = PAYLOAD.exec(json) ?? [];
  if (attest !== "A" && attest !== "B" && attest !== "C") return undefined;
  if (dest === undefined || iat === undefined || orig === undefined || origid === undefined) return undefined;
  return { attest, dest: dest.split('","'), iat: Number(iat), orig, origid };
}
