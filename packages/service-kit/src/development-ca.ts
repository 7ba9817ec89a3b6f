// Before @peculiar/x509, which throws at import without it.
import "reflect-metadata";
import { randomBytes, webcrypto } from "node:crypto";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type GeneralNameType,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";
import { DEVELOPMENT_UNIT } from "./development.ts";

/** A certificate and its private key (PKCS #8), as PEM. */
export interface CertificateAndKey {
  readonly cert: string;
  readonly key: string;
}

export interface LeafNames {
  /** Goes into the URI SAN: `spiffe://rmp.<env>/<kind>/<name>`; left out for a plain HTTPS server. */
  readonly uri?: string;
  /** Besides localhost. */
  readonly dns?: readonly string[];
}

/** A CA of P-256 for one machine or one test: whoever holds its key is everybody. Never for production. */
export interface DevelopmentCa extends CertificateAndKey {
  /** A certificate for server and client side, good on localhost, 127.0.0.1 and ::1, as long as the CA is. */
  issue(names: LeafNames): Promise<CertificateAndKey>;
}

const P256 = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Makes a new CA of a unit that `refuseDevelopmentOffLoopback` knows. `days`: how long it and what it issues are good for, from a minute ago on. */
export async function createDevelopmentCa(
  name: string,
  days: number,
  now = new Date(),
  unit = DEVELOPMENT_UNIT,
): Promise<DevelopmentCa> {
  const keys = await generateKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      ...common(now, new Date(now.getTime() + days * DAY_MS)),
      name: `OU=${unit}, CN=${name}`,
      keys,
      extensions: [
        new BasicConstraintsExtension(true, 0, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
        await SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  );
  return openDevelopmentCa(await toPem(certificate, keys), now);
}

/** A CA that was made earlier, to issue more. */
export async function openDevelopmentCa({ cert, key }: CertificateAndKey, now = new Date()): Promise<DevelopmentCa> {
  const [pkcs8] = PemConverter.decode(key);
  if (!pkcs8) throw new Error("the CA's key is no PEM");
  const signingKey = await webcrypto.subtle.importKey("pkcs8", pkcs8, P256, false, ["sign"]);
  const authority = new X509Certificate(cert);
  return { cert, key, issue: (names) => issueLeaf(authority, signingKey, names, now) };
}

async function issueLeaf(
  authority: X509Certificate,
  signingKey: webcrypto.CryptoKey,
  { uri, dns = [] }: LeafNames,
  now: Date,
): Promise<CertificateAndKey> {
  const keys = await generateKeys();
  const names: { type: GeneralNameType; value: string }[] = [
    ...(uri === undefined ? [] : [{ type: "url" as const, value: uri }]),
    ...["localhost", ...dns].map((value) => ({ type: "dns" as const, value })),
    ...["127.0.0.1", "::1"].map((value) => ({ type: "ip" as const, value })),
  ];
  const certificate = await X509CertificateGenerator.create(
    {
      ...common(now, authority.notAfter),
      subject: `CN=${uri?.split("/").at(-1) ?? "localhost"}`,
      issuer: authority.subject,
      publicKey: keys.publicKey,
      signingKey,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
        new SubjectAlternativeNameExtension(names),
        await SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
        await AuthorityKeyIdentifierExtension.create(authority, false, webcrypto),
      ],
    },
    webcrypto,
  );
  return toPem(certificate, keys);
}

const generateKeys = (): Promise<webcrypto.CryptoKeyPair> =>
  webcrypto.subtle.generateKey(P256, true, ["sign", "verify"]);

const common = (now: Date, notAfter: Date) => ({
  // RFC 5280 §4.1.2.2: positive and unique; the leading 01 keeps it positive.
  serialNumber: `01${randomBytes(15).toString("hex")}`,
  notBefore: new Date(now.getTime() - 60_000),
  notAfter,
  signingAlgorithm: P256,
});

async function toPem(certificate: X509Certificate, keys: webcrypto.CryptoKeyPair): Promise<CertificateAndKey> {
  const pkcs8 = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
  return { cert: `${certificate.toString("pem")}\n`, key: `${PemConverter.encode(pkcs8, "PRIVATE KEY")}\n` };
}
