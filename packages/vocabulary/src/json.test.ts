import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson, type JsonValue } from "./json.ts";

test("keys are sorted at every depth, order of lists is kept", () => {
  expect(canonicalJson({ b: [2, 1, { d: null, c: true }], a: "ä\n" })).toBe(
    '{"a":"ä\\n","b":[2,1,{"c":true,"d":null}]}',
  );
});

test("undefined fields are left out", () => expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}'));

test("what JSON cannot say is refused", () => {
  expect(() => canonicalJson({ rate: Number.NaN })).toThrow(RangeError);
});

test("the order in which fields were set does not show", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.integer()), (fields) => {
      const backwards: JsonValue = Object.fromEntries(Object.entries(fields).reverse());
      return canonicalJson(fields) === canonicalJson(backwards);
    }),
  );
});

test("the text is read back as the value", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
      expect(JSON.parse(canonicalJson(value as JsonValue))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
