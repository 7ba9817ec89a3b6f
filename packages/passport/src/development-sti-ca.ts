// First: the decorators in x509 throw while they are loaded without it.
import "reflect-metadata";
import { KeyObject, webcrypto } from "node:crypto";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  CertificatePolicyExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Name,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";
import { tags, writeElement } from "./der.ts";
import { TN_AUTH_LIST_OID, encodeTnAuthorizationList } from "./tn-authorization-list.ts";

/** PEM, each ending in a line feed. What an x5u serves is `leaf + intermediate`. */
export interface DevelopmentStiCa {
  readonly root: string;
  readonly intermediate: string;
  readonly leaf: string;
  /** PKCS#8, of the leaf. The keys of the CAs are forgotten: they sign once. */
  readonly key: string;
}

export interface DevelopmentStiCaOptions {
  /** The service provider code of the leaf. */
  readonly spc: string;
  /** The legal name of the provider. */
  readonly organization: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

const P256 = { name: "ECDSA", namedCurve: "P-256" } as const;
/** SHAKEN certificate policy 1.4. */
const POLICY = "2.16.840.1.114569.1.1.4";
const CRL_DISTRIBUTION_POINTS = "2.5.29.31";
/** The list of a policy administrator that is not there: no name under .invalid resolves (RFC 6761 §6.4). */
const CRL_URL = "https://sti-pa.rmp.invalid/crl";
const CRL_ISSUER = nameOf("RMP Development STI-PA", "RMP Development STI-PA CRL");
const CA_ORGANIZATION = "RMP Development STI-CA";

/**
 * Makes a root, an intermediate and a leaf for one SPC by the profile of ATIS-1000080 §6.4.1 (P-256, ECDSA with
 * SHA-256, serial of 128 random bits), all valid in the same time. Nobody outside trusts it.
 */
export async function createDevelopmentStiCa(options: DevelopmentStiCaOptions): Promise<DevelopmentStiCa> {
  const [root, intermediate, leaf] = await Promise.all([newKeys(), newKeys(), newKeys()]);
  const rootParty = { name: nameOf(CA_ORGANIZATION, "RMP Development SHAKEN ROOT"), keys: root };
  const intermediateParty = { name: nameOf(CA_ORGANIZATION, "RMP Development SHAKEN CA"), keys: intermediate };
  const leafParty = { name: nameOf(options.organization, `SHAKEN ${options.spc}`), keys: leaf };
  const tnAuthList = encodeTnAuthorizationList([{ kind: "spc", spc: options.spc }]);
  return {
    root: await issue(options, rootParty, rootParty, caExtensions()),
    intermediate: await issue(options, intermediateParty, rootParty, [
      ...caExtensions(),
      ...(await issuedExtensions(rootParty)),
    ]),
    leaf: await issue(options, leafParty, intermediateParty, [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      ...(await issuedExtensions(intermediateParty)),
      new Extension(TN_AUTH_LIST_OID, false, tnAuthList),
    ]),
    key: KeyObject.from(leaf.privateKey).export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

interface Party {
  readonly name: Name;
  readonly keys: webcrypto.CryptoKeyPair;
}

async function issue(
  { notBefore, notAfter }: DevelopmentStiCaOptions,
  subject: Party,
  issuer: Party,
  extensions: readonly Extension[],
): Promise<string> {
  const certificate = await X509CertificateGenerator.create(
    {
      subject: subject.name,
      issuer: issuer.name,
      notBefore,
      notAfter,
      publicKey: subject.keys.publicKey,
      signingKey: issuer.keys.privateKey,
      signingAlgorithm: { name: "ECDSA", hash: "SHA-256" },
      extensions: [...extensions, await SubjectKeyIdentifierExtension.create(subject.keys.publicKey, false, webcrypto)],
    },
    webcrypto,
  );
  return `${certificate.toString("pem")}\n`;
}

const newKeys = () => webcrypto.subtle.generateKey(P256, true, ["sign", "verify"]);

const caExtensions = () => [
  new BasicConstraintsExtension(true, undefined, true),
  new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
];

/** What every certificate below a root carries. */
const issuedExtensions = async ({ keys }: Party) => [
  await AuthorityKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
  new CertificatePolicyExtension([POLICY]),
  new Extension(CRL_DISTRIBUTION_POINTS, false, crlDistributionPoint()),
];

/** RFC 5280 §4.2.1.13: one point, with the URL and, as the list is indirect, the name of its issuer. */
function crlDistributionPoint(): Buffer {
  const url = writeElement(0x86, Buffer.from(CRL_URL, "latin1"));
  const directoryName = writeElement(tags.explicit(4), new Uint8Array(CRL_ISSUER.toArrayBuffer()));
  const fullName = writeElement(tags.explicit(0), url);
  const point = [writeElement(tags.explicit(0), fullName), writeElement(tags.explicit(2), directoryName)];
  return writeElement(tags.sequence, writeElement(tags.sequence, ...point));
}

function nameOf(organization: string, commonName: string): Name {
  return new Name([{ C: ["US"] }, { O: [organization] }, { CN: [commonName] }]);
}
