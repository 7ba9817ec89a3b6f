import { generateKeyPairSync, sign, verify } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { rawSignature } from "./ecdsa-signature.ts";

/** INTEGER as DER wants it: no leading zero but the one before a high bit. */
function derInteger(fixed: Uint8Array): Buffer {
  const first = fixed.findIndex((octet) => octet !== 0);
  const shortest = Buffer.from(fixed.subarray(first === -1 ? fixed.length - 1 : first));
  const octets = (shortest[0] ?? 0) > 0x7f ? Buffer.concat([Buffer.of(0), shortest]) : shortest;
  return Buffer.concat([Buffer.of(0x02, octets.length), octets]);
}

function derSignature(r: Uint8Array, s: Uint8Array): Buffer {
  const content = Buffer.concat([derInteger(r), derInteger(s)]);
  return Buffer.concat([Buffer.of(0x30, content.length), content]);
}

/** 32 octets with every number of leading zeros, and with the high bit set or not after them. */
const component = fc
  .tuple(fc.integer({ min: 0, max: 32 }), fc.uint8Array({ minLength: 32, maxLength: 32 }))
  .map(([zeros, octets]) => octets.fill(0, 0, zeros));

test("r and s keep their places, whatever their leading zeros and high bits", () => {
  fc.assert(
    fc.property(component, component, (r, s) => {
      expect(rawSignature(derSignature(r, s))).toEqual(Buffer.concat([r, s]));
    }),
    { numRuns: 2000 },
  );
});

test("what node signs in DER verifies as r and s, and is what node would have verified", () => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  fc.assert(
    fc.property(fc.uint8Array(), (octets) => {
      const raw = rawSignature(sign("sha256", octets, privateKey));
      expect(raw.length).toBe(64);
      expect(verify("sha256", octets, { key: publicKey, dsaEncoding: "ieee-p1363" }, raw)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

const one = Buffer.alloc(32, 1);
const good = derSignature(one, one);

test.each([
  ["nothing", Buffer.alloc(0)],
  ["r and s as they are", Buffer.alloc(64, 1)],
  ["one octet too few", good.subarray(0, -1)],
  ["one octet too many", Buffer.concat([good, Buffer.of(0)])],
  ["r alone", Buffer.concat([Buffer.of(0x30, 34), derInteger(one)])],
  ["three integers", Buffer.concat([Buffer.of(0x30, 102), derInteger(one), derInteger(one), derInteger(one)])],
  [
    "an integer of a larger curve",
    Buffer.concat([Buffer.of(0x30, 70, 0x02, 34), Buffer.alloc(34, 1), derInteger(one)]),
  ],
  ["33 octets without the zero", Buffer.concat([Buffer.of(0x30, 69, 0x02, 33), Buffer.alloc(33, 1), derInteger(one)])],
  ["an integer longer than the rest", Buffer.concat([Buffer.of(0x30, 37), derInteger(one), Buffer.of(0x02, 9, 1)])],
  ["integers without octets", Buffer.from("300402000200", "hex")],
  ["no integers", Buffer.concat([Buffer.of(0x30, 4, 0x04, 0, 0x04, 0)])],
])("refuses: %s", (_, der) => {
  expect(() => rawSignature(der)).toThrow(RangeError);
});
