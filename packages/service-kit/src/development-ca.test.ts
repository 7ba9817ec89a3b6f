import { X509Certificate } from "node:crypto";
import { expect, it } from "vitest";
import { createDevelopmentCa, openDevelopmentCa } from "./development-ca.ts";

const now = new Date("2026-11-24T12:00:00Z");
const ca = await createDevelopmentCa("development CA", 30, now);

it("a CA is a self-signed one, good for its days", () => {
  const certificate = new X509Certificate(ca.cert);
  expect(certificate.ca).toBe(true);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(certificate.validFromDate).toEqual(new Date("2026-11-24T11:59:00Z"));
  expect(certificate.validToDate).toEqual(new Date("2026-12-24T12:00:00Z"));
});

it("a leaf names its identity and this machine, and is signed by the CA", async () => {
  const leaf = new X509Certificate(
    (await ca.issue({ uri: "spiffe://rmp.test/service/customer", dns: ["customer"] })).cert,
  );
  expect(leaf.subjectAltName).toBe(
    "URI:spiffe://rmp.test/service/customer, DNS:localhost, DNS:customer, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1",
  );
  expect(leaf.subject).toBe("CN=customer");
  expect(leaf.ca).toBe(false);
  expect(leaf.verify(new X509Certificate(ca.cert).publicKey)).toBe(true);
});

it("a CA that is opened again issues as before", async () => {
  const again = await openDevelopmentCa(ca, now);
  const leaf = new X509Certificate((await again.issue({})).cert);
  expect(leaf.checkIssued(new X509Certificate(ca.cert))).toBe(true);
  expect(leaf.subjectAltName).toBe("DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1");
});
