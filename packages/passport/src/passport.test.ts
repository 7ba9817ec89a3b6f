import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { InvalidPassport, base64url, passportHeader, passportPayload } from "./passport.ts";
import type { PassportClaims } from "./passport.ts";

const call: PassportClaims = {
  attest: "A",
  orig: "12155550121",
  dest: ["12155550131"],
  iat: 1443208345,
  origid: "123e4567-e89b-12d3-a456-426655440000",
};

describe("RFC 8588 §6 with erratum 6656", () => {
  const header = passportHeader("https://cert.example.org/passport.cer");
  const payload = passportPayload(call);

  test("the example's header and payload, byte for byte", () => {
    expect(header).toBe(
      '{"alg":"ES256","ppt":"shaken","typ":"passport","x5u":"https://cert.example.org/passport.cer"}',
    );
    expect(payload).toBe(
      '{"attest":"A","dest":{"tn":["12155550131"]},"iat":1443208345,"orig":{"tn":"12155550121"},"origid":"123e4567-e89b-12d3-a456-426655440000"}',
    );
  });

  test("the example's signing input, by its hash", () => {
    const signingInput = `${base64url(header)}.${base64url(payload)}`;
    expect(createHash("sha256").update(signingInput).digest("hex")).toBe(
      "192e64b6b7e265344b4522d8121d82f1bfff8c2b71affd80df513242379e9b54",
    );
  });
});

test("the serialisation is JSON and needs no escape", () => {
  expect(JSON.stringify(JSON.parse(passportPayload(call)))).toBe(passportPayload(call));
});

test("called numbers are sorted and stand once", () => {
  const payload = passportPayload({ ...call, dest: ["12155550133", "911", "12155550131", "911"] });
  expect(JSON.parse(payload)).toMatchObject({ dest: { tn: ["12155550131", "12155550133", "911"] } });
});

const digits = "1 to 15 digits";
const seconds = "whole seconds since 1970, not milliseconds";
const uuid = "a UUID in lower case, not nil";

test.each<[string, keyof PassportClaims, unknown, string]>([
  ["a lower-case level", "attest", "a", "A, B or C"],
  ["an unknown level", "attest", "D", "A, B or C"],
  ["a plus sign", "orig", "+12155550121", digits],
  ["no number", "orig", "", digits],
  ["16 digits", "orig", "1234567890123456", digits],
  ["digits of another script", "orig", "١٢٣", digits],
  ["a line feed after the digits", "orig", "12155550121\n", digits],
  ["a quote in a number", "dest", ['1","2'], `${digits} in each number`],
  ["nobody called", "dest", [], "at least one telephone number"],
  ["a fraction of a second", "iat", 1443208345.5, seconds],
  ["milliseconds", "iat", 1443208345000, seconds],
  ["a clock that was never set", "iat", 0, seconds],
  ["a time before 1970", "iat", -1, seconds],
  ["no time", "iat", Number.NaN, seconds],
  ["time as text", "iat", "1443208345", seconds],
  ["no UUID", "origid", "call-1", uuid],
  ["a UUID in upper case", "origid", "123E4567-E89B-12D3-A456-426655440000", uuid],
  ["the nil UUID", "origid", "00000000-0000-0000-0000-000000000000", uuid],
])("refuses %s", (_, part, value, expected) => {
  // As a caller without types could: the text of a call must not get past them.
  const bad = { ...call, [part]: value } as PassportClaims;
  expect(() => passportPayload(bad)).toThrow(new InvalidPassport({ part, expected }));
});

test.each([
  "http://cert.example.org/passport.cer",
  "https://cert.example.org",
  "https://user@cert.example.org/passport.cer",
  "https://cert.example.org/passport.cer?",
  "https://cert.example.org/passport.cer#a",
  "https://cert.example.org/passport.cer;p=1",
  "https://cert.example.org/a>b",
  'https://cert.example.org/a"b',
  "https://[::1]/passport.cer",
])("refuses the x5u %s", (x5u) => {
  expect(() => passportHeader(x5u)).toThrow(InvalidPassport);
});
