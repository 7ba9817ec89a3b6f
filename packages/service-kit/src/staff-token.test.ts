import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { personIdOf } from "@rmp/plan/staff-register";
import { generateKeyPair, UnsecuredJWT } from "jose";
import { describe, expect, it } from "vitest";
import { AUDIENCE, ca, failureOf, ISSUER, publicJwk, signToken, staffTokens, told } from "../test/fixture.ts";
import { createStaffTokens, remoteKeys } from "./staff-token.ts";

const aDayAgo = Math.floor(Date.parse("2026-11-23T12:00:00Z") / 1000);

it("a person's token names the person", async () => {
  expect(await staffTokens(await signToken())).toEqual({
    personId: personIdOf(ISSUER, "olga"),
    issuer: ISSUER,
    subject: "olga",
  });
});

it("one audience among several is enough", async () => {
  expect((await staffTokens(await signToken({ aud: ["desk", AUDIENCE] }))).subject).toBe("olga");
});

describe("refused is a token", () => {
  it.each([
    ["that has expired", { exp: aDayAgo }, "it has expired"],
    ["that never expires", { exp: undefined }, "its claim exp is missing or not as it must be"],
    ["that is not valid yet", { nbf: aDayAgo + 2 * 86_400 }, "its claim nbf is missing or not as it must be"],
    ["for others", { aud: "payroll" }, "its claim aud is missing or not as it must be"],
    ["of another issuer", { iss: "https://elsewhere.test" }, "its claim iss is missing or not as it must be"],
    ["without auth_time", { auth_time: undefined }, "its claim auth_time is missing or not as it must be"],
    ["with an auth_time to come", { auth_time: aDayAgo + 2 * 86_400 }, "auth_time is no time in the past"],
    ["without amr", { amr: undefined }, "its claim amr is missing or not as it must be"],
    ["with an empty amr", { amr: [] }, "amr names no way in which the person logged in"],
    ["without subject", { sub: undefined }, "its claim sub is missing or not as it must be"],
    ["of the client itself by azp", { sub: "staff-desk" }, "its subject is the client itself, not a person"],
    [
      "of the client itself by client_id",
      { sub: "batch", client_id: "batch" },
      "its subject is the client itself, not a person",
    ],
  ])("%s", async (_what, claims, because) => {
    const token = await signToken(claims);
    const failure = await failureOf(staffTokens(token));
    expect(told(failure)).toEqual({ code: "UNAUTHENTICATED", message: `The staff token is refused: ${because}.` });
  });

  it("signed with another key", async () => {
    const { privateKey } = await generateKeyPair("ES256");
    expect((await failureOf(staffTokens(await signToken({}, privateKey)))).message).toBe(
      "The staff token is refused: its signature is wrong.",
    );
  });

  it("signed with a shared secret", async () => {
    const token = await signToken({}, new TextEncoder().encode("x".repeat(32)), "HS256");
    expect((await failureOf(staffTokens(token))).message).toBe(
      "The staff token is refused: it is signed by an algorithm that we do not take.",
    );
  });

  it("not signed at all", async () => {
    const token = new UnsecuredJWT({ sub: "olga" }).setIssuer(ISSUER).setAudience(AUDIENCE).encode();
    expect((await failureOf(staffTokens(token))).code).toBe("UNAUTHENTICATED");
  });
});

describe("keys of an issuer behind our own CA", () => {
  const tokensOf = (jwks: string) =>
    createStaffTokens({
      issuer: ISSUER,
      audience: AUDIENCE,
      keys: remoteKeys(jwks, ca.cert),
      now: () => new Date("2026-11-24T12:00:00Z"),
    });

  it("are fetched from its JWKS address", async () => {
    const leaf = await ca.issue({});
    const server = createServer(leaf, (_request, response) => response.end(JSON.stringify({ keys: [publicJwk] })));
    await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
    const { port } = server.address() as AddressInfo;
    expect((await tokensOf(`https://localhost:${port}/jwks`)(await signToken())).subject).toBe("olga");
    server.closeAllConnections();
    server.close();
  });

  it("that cannot be fetched make nobody a liar: UNAVAILABLE", async () => {
    expect(told(await failureOf(tokensOf("https://localhost:1/jwks")(await signToken())))).toEqual({
      code: "UNAVAILABLE",
      message: "The staff issuer's keys cannot be fetched; try again.",
    });
  });
});
