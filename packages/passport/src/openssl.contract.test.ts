import { spawnSync } from "node:child_process";
import { createPrivateKey, verify, X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDevelopmentStiCa } from "./development-sti-ca.ts";
import { rawSignature } from "./ecdsa-signature.ts";
import { parseIdentityHeader } from "./identity-header.ts";
import { createSigner } from "./signer.ts";
import { encodeTnAuthorizationList } from "./tn-authorization-list.ts";

const missing = spawnSync("openssl", ["version"]).status !== 0;
const why = missing ? " (skipped: no openssl on the PATH)" : "";
if (missing) console.warn(`openssl as an independent oracle${why}`);

let folder = "";

function file(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content);
  return name;
}

/** What openssl printed; its complaint when it failed. */
function openssl(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync("openssl", args, { cwd: folder, encoding: "utf8" });
  return status === 0 ? stdout : `failed: ${stderr}`;
}

/** DER by openssl from its own little language (ASN1_generate_nconf). */
function generate(name: string, lines: readonly string[]): Buffer {
  expect(openssl("asn1parse", "-genconf", file(`${name}.cnf`, lines.join("\n")), "-noout", "-out", name)).toBe("");
  return readFileSync(join(folder, name));
}

const now = Date.now();
const ca = await createDevelopmentStiCa({
  spc: "1234",
  organization: "Example Voice LLC",
  notBefore: new Date(now - 60_000),
  notAfter: new Date(now + 60_000),
});
const signer = createSigner({
  key: createPrivateKey(ca.key),
  x5u: "https://sti.example.org/1234.pem",
  chain: ca.leaf + ca.intermediate,
  spc: "1234",
});

// Dozens of short processes: slow where the machine is busy.
describe.skipIf(missing)(`openssl as an independent oracle${why}`, { timeout: 60_000 }, () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "rmp-passport-"));
    for (const part of ["root", "intermediate", "leaf", "key"] as const) file(`${part}.pem`, ca[part]);
    file("leaf.pub", openssl("x509", "-in", "leaf.pem", "-noout", "-pubkey"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("the chain verifies, strictly, and not without its intermediate", () => {
    expect(openssl("verify", "-x509_strict", "-CAfile", "root.pem", "-untrusted", "intermediate.pem", "leaf.pem")).toBe(
      "leaf.pem: OK\n",
    );
    expect(openssl("verify", "-CAfile", "root.pem", "leaf.pem")).toContain("failed: ");
  });

  test("the leaf reads as a SHAKEN certificate", () => {
    const text = openssl("x509", "-in", "leaf.pem", "-noout", "-text");
    // openssl 3.2 and later print `C=US`.
    for (const line of [
      "Subject: C = US, O = Example Voice LLC, CN = SHAKEN 1234",
      "Signature Algorithm: ecdsa-with-SHA256",
      "Policy: 2.16.840.1.114569.1.1.4",
      "URI:https://sti-pa.rmp.invalid/crl",
      "DirName:C = US, O = RMP Development STI-PA, CN = RMP Development STI-PA CRL",
    ])
      expect(text.replaceAll(" = ", "=")).toContain(line.replaceAll(" = ", "="));
  });

  test("an Identity header verifies, r and s put into DER by openssl itself", () => {
    const calls = Array.from({ length: 4 }, (_, index) => ({
      attest: "A" as const,
      orig: "12155550121",
      dest: ["12155550131"],
      iat: Math.floor(now / 1000),
      origid: `123e4567-e89b-12d3-a456-42665544000${index}`,
    }));
    for (const value of signer.signBatch(calls)) {
      const identity = parseIdentityHeader(value);
      const signature = identity?.signature.toString("hex") ?? "";
      const [r, s] = [signature.slice(0, 64), signature.slice(64)];
      generate("sig.der", ["asn1=SEQUENCE:sig", "[sig]", `r=INTEGER:0x${r}`, `s=INTEGER:0x${s}`]);
      const input = file("input.txt", identity?.signingInput ?? "");
      const verified = openssl("dgst", "-sha256", "-verify", "leaf.pub", "-signature", "sig.der", input);
      expect(verified).toBe("Verified OK\n");
      file("input.txt", `${identity?.signingInput}x`);
      expect(openssl("dgst", "-sha256", "-verify", "leaf.pub", "-signature", "sig.der", input)).toContain("failed: ");
    }
  });

  test("what openssl signs verifies after our conversion to r and s", () => {
    const input = file("input.txt", "a call");
    const key = { key: new X509Certificate(ca.leaf).publicKey, dsaEncoding: "ieee-p1363" } as const;
    for (let repeat = 0; repeat < 4; repeat++) {
      expect(openssl("dgst", "-sha256", "-sign", "key.pem", "-out", "sig.der", input)).toBe("");
      const raw = rawSignature(readFileSync(join(folder, "sig.der")));
      expect(verify("sha256", Buffer.from("a call"), key, raw)).toBe(true);
    }
  });

  test("a TNAuthList is the same from openssl's encoder", () => {
    const generated = generate("list.der", [
      "asn1=SEQUENCE:list",
      "[list]",
      "spc=EXPLICIT:0,IA5STRING:1234",
      "range=EXPLICIT:1,SEQUENCE:range",
      "tn=EXPLICIT:2,IA5STRING:12125551824",
      "[range]",
      "start=IA5STRING:12125551000",
      "count=INTEGER:200",
    ]);
    const ours = encodeTnAuthorizationList([
      { kind: "spc", spc: "1234" },
      { kind: "range", start: "12125551000", count: 200 },
      { kind: "tn", tn: "12125551824" },
    ]);
    expect(ours).toEqual(generated);
  });
});
