import fc from "fast-check";
import { expect, test } from "vitest";
import { MalformedDer, dottedOid, readElements, readOnly, tags, writeElement } from "./der.ts";

test("what is read is what was written, in short and long form", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300, size: "max" })), (contents) => {
      const bytes = Buffer.concat(contents.map((content) => writeElement(tags.octetString, content)));
      expect(readElements(bytes)).toEqual(
        contents.map((content) => ({ tag: tags.octetString, content: Buffer.from(content) })),
      );
    }),
  );
});

test.each([
  ["30", "a tag alone"],
  ["3002aa", "content that ends early"],
  ["3080aa0000", "the indefinite length of BER"],
  ["308101aa", "a long length that fits the short form"],
  ["30820001aa", "a length with a leading zero"],
  ["3085000000000100", "a length of five octets"],
  ["3f8101aa", "a tag of several octets"],
])("refuses %s: %s", (hex) => {
  expect(() => readElements(Buffer.from(hex, "hex"))).toThrow(MalformedDer);
});

test("the only element is the only one, and has the tag", () => {
  const element = writeElement(tags.sequence, Buffer.of(1));
  expect(readOnly(element, tags.sequence)).toEqual(Buffer.of(1));
  expect(() => readOnly(element, tags.integer)).toThrow(MalformedDer);
  expect(() => readOnly(Buffer.concat([element, element]), tags.sequence)).toThrow(MalformedDer);
});

test.each([
  ["551d0f", "2.5.29.15"],
  ["2b0601050507011a", "1.3.6.1.5.5.7.1.26"],
  ["6086480186fe7901010104", "2.16.840.1.114553.1.1.1.4"],
  ["883703", "2.999.3"],
])("%s is the OID %s", (hex, dotted) => {
  expect(dottedOid(Buffer.from(hex, "hex"))).toBe(dotted);
});
