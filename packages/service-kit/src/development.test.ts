import { expect, it } from "vitest";
import { ConfigRefused } from "./config.ts";
import { refuseDevelopmentOffLoopback } from "./development.ts";
import { createDevelopmentCa } from "./development-ca.ts";

const { cert: development } = await createDevelopmentCa("a test's CA", 1);
// Any CA of somebody else's stands for production's.
const { cert: foreign } = await createDevelopmentCa("a foreign CA", 1, new Date(), "Example Provider");
const issuer = "https://login.example";
const developmentIssuer = "https://token-issuer.rmp.localhost";

it.each([["127.0.0.1:1"], ["localhost:1"], ["[::1]:1"]])("a development CA and issuer are good at %s", (listen) =>
  expect(() => refuseDevelopmentOffLoopback([listen], { ca: development, issuer: developmentIssuer })).not.toThrow(),
);

it("a development CA is refused where one listener is off loopback", () =>
  expect(() => refuseDevelopmentOffLoopback(["127.0.0.1:1", "0.0.0.0:1"], { ca: development, issuer })).toThrow(
    new ConfigRefused("The configuration is refused: a development CA lets nobody in at 0.0.0.0:1."),
  ));

it("a development CA among others is refused too", () =>
  expect(() => refuseDevelopmentOffLoopback(["0.0.0.0:1"], { ca: foreign + development, issuer })).toThrow(
    ConfigRefused,
  ));

it("a development issuer is refused there too", () =>
  expect(() => refuseDevelopmentOffLoopback(["10.0.0.1:1"], { ca: foreign, issuer: developmentIssuer })).toThrow(
    new ConfigRefused("The configuration is refused: a development issuer names nobody at 10.0.0.1:1."),
  ));

it("a provider's own are good everywhere", () =>
  expect(() => refuseDevelopmentOffLoopback(["0.0.0.0:1"], { ca: foreign, issuer })).not.toThrow());
