import { describe, expect, it } from "vitest";
import { type CallerPattern, identityOf, matches, parseIdentity } from "./identity.ts";

const attestation = { environment: "production", kind: "service", name: "attestation", path: "service/attestation" };

describe("an identity is read", () => {
  it("from a SPIFFE id of ours", () =>
    expect(parseIdentity("spiffe://rmp.production/service/attestation")).toEqual(attestation));

  it("from subject alternative names with one URI", () =>
    expect(identityOf("DNS:localhost, URI:spiffe://rmp.production/service/attestation, IP Address:127.0.0.1")).toEqual(
      attestation,
    ));

  it.each([
    ["another trust domain", "URI:spiffe://example.production/service/attestation"],
    ["an unknown kind", "URI:spiffe://rmp.production/guest/attestation"],
    ["more than a name", "URI:spiffe://rmp.production/service/attestation/admin"],
    ["no URI", "DNS:spiffe://rmp.production/service/attestation"],
    ["two URIs", "URI:spiffe://rmp.production/service/attestation, URI:spiffe://rmp.production/tool/desk"],
    ["a name that hides another", 'DNS:"x, URI:spiffe://rmp.production/service/attestation"'],
    ["nothing", undefined],
  ])("not from %s", (_what, names) => expect(identityOf(names)).toBeUndefined());
});

describe("a pattern names", () => {
  const identity = parseIdentity("spiffe://rmp.test/sbc/edge-1");
  it.each<[CallerPattern, boolean]>([
    ["sbc/edge-1", true],
    ["sbc/*", true],
    ["sbc/edge", false],
    ["tool/*", false],
    ["sbc/", false],
  ])("%s: %s", (pattern, named) => expect(identity && matches(pattern, identity)).toBe(named));
});
