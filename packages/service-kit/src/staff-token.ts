import { request } from "node:https";
import { rootCertificates } from "node:tls";
import { personIdOf } from "@rmp/plan/staff-register";
import type { PersonId } from "@rmp/vocabulary/ids";
import { createRemoteJWKSet, customFetch, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";
import { RpcError } from "./errors.ts";

/** A person, as the staff issuer names them. Whether they are active is the staff register's to say. */
export interface PersonToken {
  /** UUIDv5 of issuer and subject: the person's id in the register and in events. */
  readonly personId: PersonId;
  readonly issuer: string;
  readonly subject: string;
}

/** Reads a staff token. Throws RpcError: UNAUTHENTICATED for a token that proves no person, UNAVAILABLE without keys. */
export type StaffTokens = (token: string) => Promise<PersonToken>;

export interface StaffTokenOptions {
  /** `iss`, exactly. */
  readonly issuer: string;
  /** One of the values of `aud`. */
  readonly audience: string;
  readonly keys: JWTVerifyGetKey;
  readonly now?: () => Date;
}

const ALGORITHMS = ["ES256", "ES384", "EdDSA", "RS256", "PS256"];

/** Two clocks that differ by less than this (seconds) refuse nobody. */
const CLOCK_TOLERANCE_S = 30;

/** Rulings, *Person*: a token of the configured issuer with `auth_time` and `amr`, whose `sub` is not its client id. */
export function createStaffTokens({ issuer, audience, keys, now = () => new Date() }: StaffTokenOptions): StaffTokens {
  return async (token) => {
    const currentDate = now();
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience,
      currentDate,
      algorithms: ALGORITHMS,
      clockTolerance: CLOCK_TOLERANCE_S,
      requiredClaims: ["sub", "exp", "auth_time", "amr"],
    }).catch((error: unknown) => {
      throw refusal(error);
    });
    const subject = personIn(payload, currentDate);
    return { personId: personIdOf(issuer, subject), issuer, subject };
  };
}

/** The subject, where the claims are those of a person who logged in (OIDC Core §2: `auth_time`, `amr`; `azp`). */
function personIn({ sub, auth_time, amr, azp, client_id }: JWTPayload, now: Date): string {
  if (typeof sub !== "string" || sub === "") throw unauthenticated("it names no subject");
  if (sub === azp || sub === client_id) throw unauthenticated("its subject is the client itself, not a person");
  const latest = now.getTime() / 1000 + CLOCK_TOLERANCE_S;
  if (typeof auth_time !== "number" || auth_time > latest) throw unauthenticated("auth_time is no time in the past");
  if (!Array.isArray(amr) || amr.length === 0) throw unauthenticated("amr names no way in which the person logged in");
  return sub;
}

const unauthenticated = (because: string): RpcError =>
  new RpcError("UNAUTHENTICATED", `The staff token is refused: ${because}.`);

/** jose's stable codes in sentences of our own: its messages may quote the token. */
const refusals: Readonly<Record<string, string>> = {
  ERR_JWT_EXPIRED: "it has expired",
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: "its signature is wrong",
  ERR_JWKS_NO_MATCHING_KEY: "it is signed with a key that the issuer does not publish",
  ERR_JWKS_MULTIPLE_MATCHING_KEYS: "it does not say with which of the issuer's keys it is signed",
  ERR_JOSE_ALG_NOT_ALLOWED: "it is signed by an algorithm that we do not take",
  ERR_JOSE_NOT_SUPPORTED: "it needs what we do not support",
  ERR_JWT_INVALID: "it is no JSON Web Token",
  ERR_JWS_INVALID: "it is no JSON Web Token",
};

function refusal(error: unknown): RpcError {
  if (error instanceof errors.JWTClaimValidationFailed)
    return unauthenticated(`its claim ${error.claim} is missing or not as it must be`);
  const because = error instanceof errors.JOSEError ? refusals[error.code] : undefined;
  if (because !== undefined) return unauthenticated(because);
  const says = "The staff issuer's keys cannot be fetched; try again.";
  return new RpcError("UNAVAILABLE", says, { retryAfterMs: 1_000, cause: error });
}

/**
 * The issuer's keys, fetched from its JWKS address when a token names an unknown one, at most every 30 s.
 * `ca`: PEM of a CA to believe besides the public ones (the development issuer stands behind ours).
 */
export const remoteKeys = (jwks: string, ca: string): JWTVerifyGetKey =>
  createRemoteJWKSet(new URL(jwks), { [customFetch]: (url, { signal }) => get(url, ca, signal) });

/** Node's own `fetch` takes no CA. */
function get(url: string, ca: string, signal: AbortSignal): Promise<Response> {
  const { promise, resolve, reject } = Promise.withResolvers<Response>();
  const fetching = request(url, { ca: [...rootCertificates, ca], signal }, (answer) => {
    const chunks: Buffer[] = [];
    answer.on("data", (chunk: Buffer) => chunks.push(chunk));
    answer.on("end", () => resolve(new Response(Buffer.concat(chunks), { status: answer.statusCode ?? 500 })));
    answer.on("error", reject);
  });
  fetching.on("error", reject).end();
  return promise;
}
