// First: the decorators in x509 throw while they are loaded without it.
import "reflect-metadata";
import { webcrypto } from "node:crypto";
import {
  BasicConstraintsExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";
import { describe, expect, test } from "vitest";
import { CredentialRefused, readCertificateChain } from "./certificate.ts";
import { createDevelopmentStiCa } from "./development-sti-ca.ts";
import { TN_AUTH_LIST_OID, encodeTnAuthorizationList } from "./tn-authorization-list.ts";

const notBefore = new Date("2026-01-01T00:00:00Z");
const notAfter = new Date("2026-12-31T00:00:00Z");
const ca = await createDevelopmentStiCa({ spc: "1234", organization: "Example Voice LLC", notBefore, notAfter });

describe("a chain as the development STI-CA makes it", () => {
  const chain = readCertificateChain(ca.leaf + ca.intermediate);

  test("has the leaf's SPC and the time in which all of it is valid", () => {
    expect({ spc: chain.spc, notBefore: chain.notBefore, notAfter: chain.notAfter }).toEqual({
      spc: "1234",
      notBefore,
      notAfter,
    });
    expect(chain.leaf.subject).toBe("C=US\nO=Example Voice LLC\nCN=SHAKEN 1234");
    expect(chain.certificates.length).toBe(2);
  });

  test("may end in its root, and may carry text around the certificates", () => {
    expect(readCertificateChain(`leaf\n${ca.leaf}\nCA\n${ca.intermediate}${ca.root}`).certificates.length).toBe(3);
  });
});

/** The sentence with which a chain is refused. */
function refusal(pem: string): string {
  try {
    readCertificateChain(pem);
  } catch (error) {
    if (error instanceof CredentialRefused) return error.message.replaceAll(/ \(serial [0-9A-F]+\)/g, "");
    throw error;
  }
  return "not refused";
}

describe("what the x5u must not serve", () => {
  test.each([
    ["nothing", "", "the certificate chain needs the leaf and then at least one intermediate"],
    ["the leaf alone", ca.leaf, "the certificate chain needs the leaf and then at least one intermediate"],
    [
      "the private key",
      ca.leaf + ca.intermediate + ca.key,
      "the certificate chain holds a private key, and the x5u would publish it",
    ],
    ["a list", `${ca.leaf}-----BEGIN X509 CRL-----`, "the certificate chain holds a X509 CRL"],
    [
      "a broken certificate",
      ca.leaf + ca.intermediate.replaceAll(/^MII[A-Za-z]/gm, "AAAA"),
      "the certificate chain holds a certificate that cannot be read",
    ],
    [
      "the intermediate first",
      ca.intermediate + ca.leaf,
      "the certificate C=US, O=RMP Development STI-CA, CN=RMP Development SHAKEN CA was not issued by the certificate C=US, O=Example Voice LLC, CN=SHAKEN 1234, the next one in the chain (leaf first)",
    ],
    [
      "a CA's certificate as the leaf",
      ca.intermediate + ca.root,
      "the certificate C=US, O=RMP Development STI-CA, CN=RMP Development SHAKEN CA is a CA's certificate: calls are signed by an end entity",
    ],
  ])("%s", (_, pem, sentence) => {
    expect(refusal(pem)).toBe(sentence);
  });
});

const keysOf = (namedCurve: string) =>
  webcrypto.subtle.generateKey({ name: "ECDSA", namedCurve }, true, ["sign", "verify"]);

const tnAuthList = (list: Uint8Array, critical = false) => new Extension(TN_AUTH_LIST_OID, critical, list);

/** A leaf with these extensions below an issuer that stands beside it. */
async function chainWith(extensions: readonly Extension[], { namedCurve = "P-256", issuerIsCa = true } = {}) {
  const [caKeys, leafKeys] = await Promise.all([keysOf("P-256"), keysOf(namedCurve)]);
  const common = { issuer: "CN=CA", notBefore, notAfter, signingKey: caKeys.privateKey };
  const constraints = [new BasicConstraintsExtension(issuerIsCa)];
  const issuer = await X509CertificateGenerator.create(
    { ...common, subject: "CN=CA", publicKey: caKeys.publicKey, extensions: constraints },
    webcrypto,
  );
  const leaf = await X509CertificateGenerator.create(
    { ...common, subject: "CN=LEAF", publicKey: leafKeys.publicKey, extensions: [...extensions] },
    webcrypto,
  );
  return { leaf: `${leaf.toString("pem")}\n`, issuer: `${issuer.toString("pem")}\n` };
}

describe("a leaf outside the profile (ATIS-1000080 §6.4.1)", () => {
  const digitalSignature = new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true);
  const spc = { kind: "spc", spc: "1234" } as const;
  const good = tnAuthList(encodeTnAuthorizationList([spc]));

  test("the builder alone makes a good one", async () => {
    const { leaf, issuer } = await chainWith([digitalSignature, good]);
    expect(readCertificateChain(leaf + issuer).spc).toBe("1234");
  });

  test("P-384", async () => {
    const { leaf, issuer } = await chainWith([digitalSignature, good], { namedCurve: "P-384" });
    expect(refusal(leaf + issuer)).toBe("the certificate CN=LEAF has no P-256 key, which ES256 needs");
  });

  const notIssued =
    "the certificate CN=LEAF was not issued by the certificate CN=CA, the next one in the chain (leaf first)";

  test("an issuer that is no CA", async () => {
    const { leaf, issuer } = await chainWith([digitalSignature, good], { issuerIsCa: false });
    expect(refusal(leaf + issuer)).toBe(notIssued);
  });

  test("a CA of the same name that did not sign it", async () => {
    const { leaf } = await chainWith([digitalSignature, good]);
    const { issuer } = await chainWith([digitalSignature, good]);
    expect(refusal(leaf + issuer)).toBe(notIssued);
  });

  const usage = "the certificate CN=LEAF lacks the critical key usage digitalSignature, alone";
  test.each<[string, Extension[], string]>([
    ["no extension", [], usage],
    ["key usage not critical", [new KeyUsagesExtension(KeyUsageFlags.digitalSignature), good], usage],
    [
      "one usage more",
      [new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.keyAgreement, true), good],
      usage,
    ],
    ["no TNAuthList", [digitalSignature], "the certificate CN=LEAF has no TNAuthList"],
    [
      "critical TNAuthList",
      [digitalSignature, tnAuthList(encodeTnAuthorizationList([spc]), true)],
      "the certificate CN=LEAF has a critical extension 1.3.6.1.5.5.7.1.26 that others refuse",
    ],
    [
      "two SPCs",
      [digitalSignature, tnAuthList(encodeTnAuthorizationList([spc, { kind: "spc", spc: "5678" }]))],
      "the TNAuthList of the certificate CN=LEAF is not exactly one SPC",
    ],
    [
      "a number instead of the SPC",
      [digitalSignature, tnAuthList(encodeTnAuthorizationList([{ kind: "tn", tn: "12125551824" }]))],
      "the TNAuthList of the certificate CN=LEAF is not exactly one SPC",
    ],
    [
      "SPC without its tag",
      [digitalSignature, tnAuthList(Buffer.from("3006160431323334", "hex"))],
      "the certificate CN=LEAF has an extension that cannot be read: a TNAuthList entry is tagged [0], [1] or [2]",
    ],
  ])("%s", async (_, extensions, sentence) => {
    const { leaf, issuer } = await chainWith(extensions);
    expect(refusal(leaf + issuer)).toBe(sentence);
  });
});
