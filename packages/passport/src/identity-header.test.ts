import fc from "fast-check";
import { expect, test } from "vitest";
import { identityHeader, parseIdentityHeader } from "./identity-header.ts";
import { base64url, passportHeader, passportPayload } from "./passport.ts";

const x5u = "https://cert.example.org/passport.cer";
const claims = {
  attest: "B",
  orig: "12155550121",
  dest: ["12155550131"],
  iat: 1443208345,
  origid: "123e4567-e89b-12d3-a456-426655440000",
} as const;
const header = base64url(passportHeader(x5u));
const payload = base64url(passportPayload(claims));
const signature = Buffer.alloc(64, 7);
const value = identityHeader(`${header}.${payload}.${signature.toString("base64url")}`, x5u);

test("the value is the token, then info, alg and ppt", () => {
  expect(value).toBe(
    `${header}.${payload}.${signature.toString("base64url")};info=<https://cert.example.org/passport.cer>;alg=ES256;ppt=shaken`,
  );
});

test("what is parsed is what was built", () => {
  expect(parseIdentityHeader(value)).toEqual({ x5u, claims, signingInput: `${header}.${payload}`, signature });
});

const tn = fc.stringMatching(/^[0-9]{1,15}$/);
const anyClaims = fc.record({
  attest: fc.constantFrom("A", "B", "C"),
  orig: tn,
  dest: fc.uniqueArray(tn, { minLength: 1, maxLength: 4 }).map((list) => list.toSorted()),
  iat: fc.integer({ min: 1, max: 4_000_000_000 }),
  origid: fc.uuid(),
});

test("parse ∘ build is the identity", () => {
  const anyPath = fc.stringMatching(/^[A-Za-z0-9._~/-]{0,40}$/);
  fc.assert(
    fc.property(anyClaims, fc.uint8Array({ minLength: 64, maxLength: 64 }), anyPath, (some, octets, path) => {
      const url = `https://cert.example.org/${path}`;
      const signingInput = `${base64url(passportHeader(url))}.${base64url(passportPayload(some))}`;
      const built = identityHeader(`${signingInput}.${Buffer.from(octets).toString("base64url")}`, url);
      const parsed = { x5u: url, claims: some, signingInput, signature: Buffer.from(octets) };
      expect(parseIdentityHeader(built)).toEqual(parsed);
    }),
  );
});

const withHeader = (json: string) => value.replace(header, base64url(json));
const withPayload = (json: string) => value.replace(payload, base64url(json));

test.each([
  ["nothing", ""],
  ["a line feed at the end", `${value}\n`],
  ["quoted ppt", value.replace("ppt=shaken", 'ppt="shaken"')],
  ["parameters in another order", value.replace(";alg=ES256;ppt=shaken", ";ppt=shaken;alg=ES256")],
  ["another algorithm", value.replace("alg=ES256", "alg=HS256")],
  ["info that is not the x5u", value.replace("info=<https://cert.", "info=<https://other.")],
  [
    "info and x5u that are no https",
    withHeader(passportHeader(x5u).replace("https", "http")).replace("=<https", "=<http"),
  ],
  ["padding", value.replace(";info", "==;info")],
  ["stray bits at the end of the signature", value.replace(signature.toString("base64url"), "B".repeat(86))],
  ["stray bits at the end of the payload", value.replace(payload, `${payload.slice(0, -1)}1`)],
  ["a signature of 63 octets", value.replace(signature.toString("base64url"), "B".repeat(84))],
  ["header keys in another order", withHeader(`{"typ":"passport","alg":"ES256","ppt":"shaken","x5u":"${x5u}"}`)],
  ["whitespace in the payload", withPayload(passportPayload(claims).replace(",", ", "))],
  ["iat as text", withPayload(passportPayload(claims).replace("1443208345", '"1443208345"'))],
  ["iat with a leading zero", withPayload(passportPayload(claims).replace("1443208345", "01443208345"))],
  ["two levels", withPayload(passportPayload(claims).replace('"attest":"B"', '"attest":"A","attest":"B"'))],
  ["an unknown level", withPayload(passportPayload(claims).replace('"B"', '"D"'))],
  ["dest out of order", withPayload(passportPayload(claims).replace('["1', '["2","1'))],
])("is undefined for %s", (_, other) => {
  expect(other).not.toBe(value);
  expect(parseIdentityHeader(other)).toBe(undefined);
});
