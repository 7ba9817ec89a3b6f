import { sign } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { type CertificateChain, CredentialRefused, readCertificateChain } from "./certificate.ts";
import { rawSignature } from "./ecdsa-signature.ts";
import { identityHeader } from "./identity-header.ts";
import { base64url, faultOfX5u, passportHeader, passportPayload } from "./passport.ts";
import type { PassportClaims } from "./passport.ts";

/** Port: signs calls with one credential. The key in memory is one adapter; an HSM or a worker may be another. */
export interface Signer {
  /** Where others fetch the chain; stands in every header. */
  readonly x5u: string;
  /** The service provider code that signs. */
  readonly spc: string;
  /** The time in which every certificate of the chain is valid: what is signed outside of it others refuse. */
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** One SIP Identity header value per item, in order. Throws InvalidPassport, and then for none of them. */
  signBatch(items: readonly PassportClaims[]): string[];
}

/** A signing key with what others check its signatures by. */
export interface Credential {
  readonly key: KeyObject;
  readonly x5u: string;
  /** PEM: leaf, then intermediates, as the x5u serves them. */
  readonly chain: string;
  /** The service provider code that the leaf must have. */
  readonly spc: string;
}

/**
 * A signer on the calling thread, ES256. Throws CredentialRefused with a sentence when others would refuse its calls at
 * any time.
 */
export function createSigner(credential: Credential): Signer {
  const { notBefore, notAfter } = checkCredential(credential);
  const { key, x5u, spc } = credential;
  const prefix = `${base64url(passportHeader(x5u))}.`;
  const signOne = (claims: PassportClaims) => {
    const input = prefix + base64url(passportPayload(claims));
    // The bare KeyObject and DER: options would cost a second parse, "ieee-p1363" half of the rate (Node 24.21).
    const signature = rawSignature(sign("sha256", Buffer.from(input, "latin1"), key));
    return identityHeader(`${input}.${signature.toString("base64url")}`, x5u);
  };
  return { x5u, spc, notBefore, notAfter, signBatch: (items) => items.map(signOne) };
}

function checkCredential({ key, x5u, chain, spc }: Credential): CertificateChain {
  const fault = faultOfX5u(x5u);
  if (fault) throw new CredentialRefused(`the x5u ${x5u} is not ${fault.expected}`);
  const read = readCertificateChain(chain);
  const { leaf, spc: certified } = read;
  if (key.type !== "private") throw new CredentialRefused(`the signing key is a ${key.type} key, not a private one`);
  if (!leaf.checkPrivateKey(key)) throw new CredentialRefused("the signing key is not the key of the leaf certificate");
  if (certified !== spc)
    throw new CredentialRefused(`the leaf certificate is for SPC ${certified}, and this provider is ${spc}`);
  return read;
}
