import { X509Certificate, createPrivateKey, createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CredentialRefused } from "./certificate.ts";
import { createDevelopmentStiCa } from "./development-sti-ca.ts";
import { parseIdentityHeader } from "./identity-header.ts";
import { InvalidPassport } from "./passport.ts";
import { createSigner } from "./signer.ts";

const notBefore = new Date("2026-01-01T00:00:00Z");
const notAfter = new Date("2026-12-31T00:00:00Z");
const ca = await createDevelopmentStiCa({ spc: "1234", organization: "Example Voice LLC", notBefore, notAfter });
const credential = {
  key: createPrivateKey(ca.key),
  x5u: "https://sti.example.org:8443/1234-1.pem",
  chain: ca.leaf + ca.intermediate,
  spc: "1234",
};
const call = {
  attest: "A",
  orig: "12155550121",
  dest: ["12155550131"],
  iat: 1780272000,
  origid: "123e4567-e89b-12d3-a456-426655440000",
} as const;

describe("a signer", () => {
  const signer = createSigner(credential);
  const leaf = new X509Certificate(ca.leaf);

  test("says where its chain is, who it signs for, and when others accept it", () => {
    const { signBatch: _, ...says } = signer;
    expect(says).toEqual({
      x5u: "https://sti.example.org:8443/1234-1.pem",
      spc: "1234",
      notBefore,
      notAfter,
    });
  });

  test("signs every call so that the leaf's key verifies it, in the order of the batch", () => {
    const tn = fc.stringMatching(/^[0-9]{1,15}$/);
    const anyCall = fc.record({
      attest: fc.constantFrom("A", "B", "C"),
      orig: tn,
      dest: tn.map((called) => [called]),
      iat: fc.integer({ min: 1, max: 4_000_000_000 }),
      origid: fc.uuid(),
    });
    fc.assert(
      fc.property(fc.array(anyCall, { maxLength: 8 }), (calls) => {
        const identities = signer.signBatch(calls).map(parseIdentityHeader);
        expect(identities.map((identity) => identity?.claims)).toEqual(calls);
        for (const identity of identities) {
          expect(identity?.x5u).toBe(signer.x5u);
          const [input, signature] = [identity?.signingInput ?? "", identity?.signature ?? Buffer.alloc(0)];
          const key = { key: leaf.publicKey, dsaEncoding: "ieee-p1363" } as const;
          expect(verify("sha256", Buffer.from(input), key, signature)).toBe(true);
        }
      }),
    );
  });

  test("signs none of a batch that holds an invalid call", () => {
    expect(() => signer.signBatch([call, { ...call, orig: "+12155550121" }])).toThrow(InvalidPassport);
  });
});

describe("a credential that calls must not be signed with", () => {
  const { privateKey: otherKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const { privateKey: rsaKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const mismatch = "the signing key is not the key of the leaf certificate";

  test.each<[string, Partial<typeof credential>, string]>([
    ["another key", { key: otherKey }, mismatch],
    ["a key of another kind", { key: rsaKey }, mismatch],
    ["the public key", { key: createPublicKey(ca.key) }, "the signing key is a public key, not a private one"],
    ["another provider", { spc: "5678" }, "the leaf certificate is for SPC 1234, and this provider is 5678"],
    [
      "a private key in what is published",
      { chain: ca.leaf + ca.intermediate + ca.key },
      "the certificate chain holds a private key, and the x5u would publish it",
    ],
    [
      "an x5u without TLS",
      { x5u: "http://sti.example.org/1234.pem" },
      "the x5u http://sti.example.org/1234.pem is not https://host[:port]/path without user, query, fragment or parameters",
    ],
  ])("%s", (_, part, sentence) => {
    expect(() => createSigner({ ...credential, ...part })).toThrow(new CredentialRefused(sentence));
  });
});
