/** What a SHAKEN PASSporT says of one call. Telephone numbers are digits with country code, without "+" (RFC 8224 §8.3). */
export interface PassportClaims {
  readonly attest: "A" | "B" | "C";
  /** The calling number, 1 to 15 digits. */
  readonly orig: string;
  /** The called numbers, at least one; order and repetitions do not matter. */
  readonly dest: readonly string[];
  /** Seconds since 1970, UTC (RFC 7519 NumericDate). */
  readonly iat: number;
  /** UUID in lower case, not the nil one: the traceback key of the call. */
  readonly origid: string;
}

/** A part of a PASSporT and what it has to be; never the value, which may be a person's number. */
export interface PassportFault {
  readonly part: "x5u" | keyof PassportClaims;
  readonly expected: string;
}

/** The caller asked for a PASSporT that the standard does not know. A bug of the caller, never a property of the call. */
export class InvalidPassport extends Error implements PassportFault {
  readonly part: PassportFault["part"];
  readonly expected: string;

  constructor({ part, expected }: PassportFault) {
    super(`PASSporT ${part}: expected ${expected}`);
    this.name = "InvalidPassport";
    this.part = part;
    this.expected = expected;
  }
}

const TN = /^[0-9]{1,15}$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const NIL_UUID = "00000000-0000-0000-0000-000000000000";
/** No user, query, fragment or path parameter (verifiers refuse them), and nothing that JSON or `info=<…>` would have to escape. */
const X5U = /^https:\/\/[a-z0-9.-]+(:[0-9]{1,5})?\/[A-Za-z0-9._~%/-]*$/;
/** Seconds reach this in the year 5138, milliseconds passed it in 1973. */
const IAT_END = 100_000_000_000;

/** The first part that is not as RFC 8225 §5 and RFC 8588 §3 to §5 want it. */
export function faultOfClaims({ attest, orig, dest, iat, origid }: PassportClaims): PassportFault | undefined {
  if (attest !== "A" && attest !== "B" && attest !== "C") return { part: "attest", expected: "A, B or C" };
  if (!TN.test(orig)) return { part: "orig", expected: "1 to 15 digits" };
  if (dest.length === 0) return { part: "dest", expected: "at least one telephone number" };
  if (!dest.every((tn) => TN.test(tn))) return { part: "dest", expected: "1 to 15 digits in each number" };
  if (!Number.isInteger(iat) || iat <= 0 || iat >= IAT_END)
    return { part: "iat", expected: "whole seconds since 1970, not milliseconds" };
  if (!UUID.test(origid) || origid === NIL_UUID) return { part: "origid", expected: "a UUID in lower case, not nil" };
  return undefined;
}

/** Where the certificate chain is published has to be as ATIS-1000074 §5.3.1 wants it; the port is free. */
export function faultOfX5u(x5u: string): PassportFault | undefined {
  return X5U.test(x5u)
    ? undefined
    : { part: "x5u", expected: "https://host[:port]/path without user, query, fragment or parameters" };
}

/** The protected header as RFC 8225 §9 serialises it: keys in order, no whitespace. Throws InvalidPassport. */
export function passportHeader(x5u: string): string {
  const fault = faultOfX5u(x5u);
  if (fault) throw new InvalidPassport(fault);
  return `{"alg":"ES256","ppt":"shaken","typ":"passport","x5u":"${x5u}"}`;
}

/** The payload as RFC 8225 §9 serialises it: keys in order, no whitespace, `dest` sorted. Throws InvalidPassport. */
export function passportPayload(claims: PassportClaims): string {
  const fault = faultOfClaims(claims);
  if (fault) throw new InvalidPassport(fault);
  const { attest, orig, dest, iat, origid } = claims;
  // Concatenated, not JSON.stringify: the checked parts need no escaping, and the order of keys is part of the standard.
  return `{"attest":"${attest}","dest":{"tn":["${inOrder(dest)}"]},"iat":${iat},"orig":{"tn":"${orig}"},"origid":"${origid}"}`;
}

const inOrder = (dest: readonly string[]) => [...new Set(dest)].toSorted().join('","');

/** One part of a JWS compact token: base64url of the ASCII text, no padding. */
export const base64url = (text: string): string => Buffer.from(text, "latin1").toString("base64url");
