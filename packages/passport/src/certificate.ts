import { X509Certificate } from "node:crypto";
import { extensionsOf } from "./certificate-extensions.ts";
import type { CertificateExtension } from "./certificate-extensions.ts";
import { MalformedDer } from "./der.ts";
import { TN_AUTH_LIST_OID, decodeTnAuthorizationList } from "./tn-authorization-list.ts";

/** What the x5u serves: the signing certificate, then its issuers. */
export interface CertificateChain {
  readonly leaf: X509Certificate;
  /** Leaf first; the root may be missing, one intermediate at least stands. */
  readonly certificates: readonly X509Certificate[];
  /** The service provider code of the leaf's TNAuthList. */
  readonly spc: string;
  /** The time in which every certificate of the chain is valid. */
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** A certificate chain, or a key with it, that calls must not be signed with; the message is a sentence for the operator. */
export class CredentialRefused extends Error {
  override readonly name = "CredentialRefused";
}

const BASIC_CONSTRAINTS = "2.5.29.19";
const KEY_USAGE = "2.5.29.15";
/** BIT STRING with the first bit alone. */
const DIGITAL_SIGNATURE_ONLY = "03020780";

/**
 * Reads the PEM that the x5u serves and checks what other networks refuse a call for (ATIS-1000080 §6.4.1, RFC 8226
 * §9): order and signatures of the chain, a P-256 end-entity leaf for digital signatures, exactly one SPC and nothing
 * else in its TNAuthList. The rest of the profile is linted when a certificate is ordered; trust in the root and
 * revocation are not judged here. Throws CredentialRefused.
 */
export function readCertificateChain(pem: string): CertificateChain {
  const certificates = readCertificates(pem);
  const [leaf, ...issuers] = certificates;
  if (!leaf || issuers.length === 0)
    throw new CredentialRefused("the certificate chain needs the leaf and then at least one intermediate");
  certificates.forEach((certificate, index) => {
    const issuer = certificates[index + 1];
    if (issuer) checkIssuedBy(certificate, issuer);
  });
  return {
    leaf,
    certificates,
    spc: checkLeaf(leaf),
    notBefore: new Date(Math.max(...certificates.map(({ validFromDate }) => validFromDate.getTime()))),
    notAfter: new Date(Math.min(...certificates.map(({ validToDate }) => validToDate.getTime()))),
  };
}

function readCertificates(pem: string): X509Certificate[] {
  for (const [, label = ""] of pem.matchAll(/-----BEGIN ([^-]+)-----/g)) {
    if (label.includes("PRIVATE KEY"))
      throw new CredentialRefused("the certificate chain holds a private key, and the x5u would publish it");
    if (label !== "CERTIFICATE") throw new CredentialRefused(`the certificate chain holds a ${label}`);
  }
  try {
    return [...pem.matchAll(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g)].map(
      ([block]) => new X509Certificate(block),
    );
  } catch (cause) {
    throw new CredentialRefused("the certificate chain holds a certificate that cannot be read", { cause });
  }
}

function checkIssuedBy(certificate: X509Certificate, issuer: X509Certificate): void {
  const signed = issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  if (!signed)
    throw new CredentialRefused(
      `${named(certificate)} was not issued by ${named(issuer)}, the next one in the chain (leaf first)`,
    );
}

/** Answers the SPC. */
function checkLeaf(leaf: X509Certificate): string {
  const { asymmetricKeyDetails } = leaf.publicKey;
  if (asymmetricKeyDetails?.namedCurve !== "prime256v1")
    throw new CredentialRefused(`${named(leaf)} has no P-256 key, which ES256 needs`);
  if (leaf.ca) throw new CredentialRefused(`${named(leaf)} is a CA's certificate: calls are signed by an end entity`);
  try {
    const extensions = extensionsOf(leaf);
    checkCritical(leaf, extensions);
    return soleSpc(leaf, extensions);
  } catch (cause) {
    if (!(cause instanceof MalformedDer)) throw cause;
    throw new CredentialRefused(`${named(leaf)} has an extension that cannot be read: ${cause.message}`, { cause });
  }
}

function checkCritical(leaf: X509Certificate, extensions: readonly CertificateExtension[]): void {
  const keyUsage = extensions.find(({ oid }) => oid === KEY_USAGE);
  if (!keyUsage?.critical || keyUsage.value.toString("hex") !== DIGITAL_SIGNATURE_ONLY)
    throw new CredentialRefused(`${named(leaf)} lacks the critical key usage digitalSignature, alone`);
  const unknown = extensions.find(({ critical, oid }) => critical && oid !== KEY_USAGE && oid !== BASIC_CONSTRAINTS);
  if (unknown) throw new CredentialRefused(`${named(leaf)} has a critical extension ${unknown.oid} that others refuse`);
}

function soleSpc(leaf: X509Certificate, extensions: readonly CertificateExtension[]): string {
  const list = extensions.find(({ oid }) => oid === TN_AUTH_LIST_OID);
  if (!list) throw new CredentialRefused(`${named(leaf)} has no TNAuthList`);
  const [entry, ...more] = decodeTnAuthorizationList(list.value);
  if (entry?.kind !== "spc" || more.length > 0)
    throw new CredentialRefused(`the TNAuthList of ${named(leaf)} is not exactly one SPC`);
  return entry.spc;
}

/** A certificate as its owner would name it. */
const named = ({ subject, serialNumber }: X509Certificate) =>
  `the certificate ${subject.replaceAll("\n", ", ")} (serial ${serialNumber})`;
