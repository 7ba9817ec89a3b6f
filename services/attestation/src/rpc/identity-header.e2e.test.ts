import { verify, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { get } from "node:https";
import { text } from "node:stream/consumers";
import { attempt, authorize, CALLED } from "@rmp/deploy-local/demo/place-call";
import { platformUnderTest } from "@rmp/test-kit/platform";
import { describe, expect, it } from "vitest";
import { subscribe } from "../../test/calls.ts";

const under = await platformUnderTest();
const { secrets } = under.platform;
const { trunk, numbers, position } = await subscribe(under);
const decision = await authorize(under.sbc, attempt({ trunk, callingNumber: numbers[0], minPosition: position }));
const permit =
  decision.outcome?.$case === "permit" ? decision.outcome.value : expect.fail("the call was not permitted");

/** `token;info=<x5u>;alg=ES256;ppt=shaken` (RFC 8224 §4), and the token's three parts (RFC 7515 §3.1). */
const [token = "", ...parameters] = permit.identity.split(";");
const [header = "", payload = "", signature = ""] = token.split(".");
const decoded = (part: string): unknown => JSON.parse(Buffer.from(part, "base64url").toString());
const x5u = /^info=<(.+)>$/.exec(parameters[0] ?? "")?.[1] ?? "";

/** What x5u's server answers to whoever believes the platform's CA. */
async function fetched(url: string): Promise<{ status: number | undefined; type: string | undefined; body: string }> {
  const ca = await readFile(secrets.ca);
  const { promise, resolve, reject } = Promise.withResolvers<Parameters<NonNullable<Parameters<typeof get>[2]>>[0]>();
  get(url, { ca }, resolve).on("error", reject);
  const response = await promise;
  return { status: response.statusCode, type: response.headers["content-type"], body: await text(response) };
}

const { status, type, body } = await fetched(x5u);
const [leaf, intermediate, ...rest] = (
  body.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
).map((pem) => new X509Certificate(pem));

describe("Plan IV, C-IV-06: the Identity header of a permitted call", () => {
  it("names algorithm, extension and where the chain is", () =>
    expect([parameters.slice(1), decoded(header)]).toEqual([
      ["alg=ES256", "ppt=shaken"],
      { alg: "ES256", ppt: "shaken", typ: "passport", x5u },
    ]));

  it("says who calls whom, when, and how well we know it", () =>
    expect(decoded(payload)).toEqual({
      attest: "A",
      dest: { tn: [CALLED.slice(1)] },
      iat: Number(decision.ingressAt?.seconds),
      orig: { tn: numbers[0].slice(1) },
      origid: permit.originationId,
    }));

  it("has a chain at x5u, of leaf and intermediate, that ends at the STI root", async () => {
    const root = new X509Certificate(await readFile(secrets.stiRoot));
    expect([status, type, rest.length]).toEqual([200, "application/pem-certificate-chain", 0]);
    expect([
      leaf?.checkIssued(intermediate ?? root),
      leaf?.verify(intermediate?.publicKey ?? root.publicKey),
      intermediate?.checkIssued(root),
      intermediate?.verify(root.publicKey),
    ]).toEqual([true, true, true, true]);
  });

  it("is signed with the key of that leaf, and for nothing else", () => {
    const key = leaf?.publicKey ?? expect.fail("no leaf");
    const isSigned = (input: string): boolean =>
      verify("sha256", Buffer.from(input), { key, dsaEncoding: "ieee-p1363" }, Buffer.from(signature, "base64url"));
    expect([isSigned(`${header}.${payload}`), isSigned(`${header}.${payload.slice(0, -1)}`)]).toEqual([true, false]);
  });
});

it("x5u's server gives the chain and nothing else", async () =>
  expect((await fetched(new URL("/", x5u).href)).status).toBe(404));
