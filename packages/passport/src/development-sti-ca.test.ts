import { X509Certificate, createPrivateKey } from "node:crypto";
import { describe, expect, test } from "vitest";
import { extensionsOf } from "./certificate-extensions.ts";
import { createDevelopmentStiCa } from "./development-sti-ca.ts";

const notBefore = new Date("2026-01-01T00:00:00Z");
const notAfter = new Date("2026-12-31T00:00:00Z");
const made = await createDevelopmentStiCa({ spc: "1234", organization: "Example Voice LLC", notBefore, notAfter });
const root = new X509Certificate(made.root);
const intermediate = new X509Certificate(made.intermediate);
const leaf = new X509Certificate(made.leaf);

/** The extensions that stand, with "critical" where they are; what is not in the profile is not allowed. */
const profile = (certificate: X509Certificate) =>
  extensionsOf(certificate)
    .map(({ oid, critical }) => (critical ? `${oid} critical` : oid))
    .toSorted();

const basicConstraints = "2.5.29.19 critical";
const keyUsage = "2.5.29.15 critical";
const subjectKeyIdentifier = "2.5.29.14";
const authorityKeyIdentifier = "2.5.29.35";
const certificatePolicies = "2.5.29.32";
const crlDistributionPoints = "2.5.29.31";
const tnAuthList = "1.3.6.1.5.5.7.1.26";
const issued = [keyUsage, basicConstraints, crlDistributionPoints, certificatePolicies, authorityKeyIdentifier];

describe("the profile of ATIS-1000080 §6.4.1", () => {
  test("names", () => {
    expect([root.subject, intermediate.subject, leaf.subject]).toEqual([
      "C=US\nO=RMP Development STI-CA\nCN=RMP Development SHAKEN ROOT",
      "C=US\nO=RMP Development STI-CA\nCN=RMP Development SHAKEN CA",
      "C=US\nO=Example Voice LLC\nCN=SHAKEN 1234",
    ]);
  });

  test("extensions", () => {
    expect(profile(root)).toEqual([keyUsage, basicConstraints, subjectKeyIdentifier].toSorted());
    expect(profile(intermediate)).toEqual([...issued, subjectKeyIdentifier].toSorted());
    expect(profile(leaf)).toEqual([...issued, subjectKeyIdentifier, tnAuthList].toSorted());
  });

  test("the TNAuthList holds the SPC alone", () => {
    const list = extensionsOf(leaf).find(({ oid }) => oid === tnAuthList);
    expect(list?.value.toString("hex")).toBe("3008a006160431323334");
  });

  test("serial numbers are of 120 bits at least, and differ", () => {
    const serials = [root, intermediate, leaf].map(({ serialNumber }) => serialNumber);
    expect(serials.every((serial) => serial.length >= 30)).toBe(true);
    expect(new Set(serials).size).toBe(3);
  });

  test("each is issued by the one above, for the time that was asked", () => {
    expect(leaf.checkIssued(intermediate) && leaf.verify(intermediate.publicKey)).toBe(true);
    expect(intermediate.checkIssued(root) && intermediate.verify(root.publicKey)).toBe(true);
    expect(root.checkIssued(root) && root.verify(root.publicKey)).toBe(true);
    for (const { validFromDate, validToDate } of [root, intermediate, leaf])
      expect([validFromDate, validToDate]).toEqual([notBefore, notAfter]);
  });
});

test("the key is the leaf's, PKCS#8", () => {
  expect(made.key.startsWith("-----BEGIN PRIVATE KEY-----\n")).toBe(true);
  expect(leaf.checkPrivateKey(createPrivateKey(made.key))).toBe(true);
});
