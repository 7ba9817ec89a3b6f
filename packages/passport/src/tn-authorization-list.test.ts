import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MalformedDer } from "./der.ts";
import { decodeTnAuthorizationList, encodeTnAuthorizationList } from "./tn-authorization-list.ts";
import type { TnEntry } from "./tn-authorization-list.ts";

describe("RFC 8226 §9, known encodings", () => {
  test.each<[TnEntry, string]>([
    [{ kind: "spc", spc: "1234" }, "3008a006160431323334"],
    [{ kind: "range", start: "12125551000", count: 1000 }, "3015a1133011160b3132313235353531303030020203e8"],
    [{ kind: "tn", tn: "12125551824" }, "300fa20d160b3132313235353531383234"],
  ])("%j is %s, both ways", (entry, hex) => {
    expect(encodeTnAuthorizationList([entry]).toString("hex")).toBe(hex);
    expect(decodeTnAuthorizationList(Buffer.from(hex, "hex"))).toEqual([entry]);
  });
});

const anyEntry: fc.Arbitrary<TnEntry> = fc.oneof(
  fc.record({ kind: fc.constant("spc"), spc: fc.stringMatching(/^[!-~]{1,200}$/) }),
  fc.record({ kind: fc.constant("tn"), tn: fc.stringMatching(/^[0-9#*]{1,15}$/) }),
  fc.stringMatching(/^[0-8][0-9]{1,14}$/).chain((start) =>
    fc.record({
      kind: fc.constant("range"),
      start: fc.constant(start),
      count: fc.integer({ min: 2, max: 10 ** start.length - 1 - Number(start) }),
    }),
  ),
);

test("decode ∘ encode is the identity", () => {
  fc.assert(
    fc.property(fc.array(anyEntry, { minLength: 1 }), (entries) => {
      expect(decodeTnAuthorizationList(encodeTnAuthorizationList(entries))).toEqual(entries);
    }),
  );
});

test("encode ∘ decode is the identity, or the bytes are refused", () => {
  const encoded = encodeTnAuthorizationList([
    { kind: "spc", spc: "1234" },
    { kind: "range", start: "12125551000", count: 1000 },
  ]);
  fc.assert(
    fc.property(fc.nat(encoded.length - 1), fc.nat(255), (at, octet) => {
      const changed = Buffer.from(encoded);
      changed[at] = octet;
      try {
        expect(encodeTnAuthorizationList(decodeTnAuthorizationList(changed))).toEqual(changed);
      } catch (error) {
        if (!(error instanceof MalformedDer)) throw error;
      }
    }),
    { numRuns: 2000 },
  );
});

test.each<[string, TnEntry[]]>([
  ["no entry", []],
  ["an empty SPC", [{ kind: "spc", spc: "" }]],
  ["an SPC outside ASCII", [{ kind: "spc", spc: "12é4" }]],
  ["a number with a plus", [{ kind: "tn", tn: "+12125551824" }]],
  ["a number of 16 digits", [{ kind: "tn", tn: "1234567890123456" }]],
  ["a range of one", [{ kind: "range", start: "12125551000", count: 1 }]],
  ["a range from a star code", [{ kind: "range", start: "*67", count: 2 }]],
  ["a range that leaves its digits", [{ kind: "range", start: "98", count: 2 }]],
  ["a range of half a number", [{ kind: "range", start: "12125551000", count: 2.5 }]],
])("does not encode %s", (_, entries) => {
  expect(() => encodeTnAuthorizationList(entries)).toThrow(RangeError);
});

test.each([
  ["nothing", ""],
  ["an empty list", "3000"],
  ["an SPC without its tag, as seen in live certificates", "3006160431323334"],
  ["an implicit tag", "3006800431323334"],
  ["an unknown choice", "3008a306160431323334"],
  ["an SPC that is a UTF8String", "3008a0060c0431323334"],
  ["an element after the list", "3008a0061604313233340500"],
  ["a count that is negative", "300ba1093007160231300201ff"],
  ["a count with a needless zero", "300ca10a30081602313002020005"],
  ["a count without octets", "300aa1083006160231300200"],
  ["a range with a third element", "300ea10c300a16023130020105020105"],
])("does not decode %s", (_, hex) => {
  expect(() => decodeTnAuthorizationList(Buffer.from(hex, "hex"))).toThrow(MalformedDer);
});
