import { createHmac } from "node:crypto";
import { OpenOnboardingRequest } from "@rmp/proto/rmp/customer/v1/commands";
import { personIdOf } from "@rmp/plan/staff-register";
import { instant } from "@rmp/vocabulary/instant";
import { describe, expect, it } from "vitest";
import { callBy, failureOf, told } from "../test/fixture.ts";
import { type CommandDeps, commandContext } from "./command-context.ts";
import { writeMetadata } from "./metadata.ts";
import type { Call } from "./rpc.ts";
import type { PersonToken } from "./staff-token.ts";

const at = instant(Date.parse("2026-11-24T12:00:00Z"));
const keys = new Map([
  ["1", Buffer.alloc(32, 1)],
  ["2", Buffer.alloc(32, 2)],
]);
const deps: CommandDeps = {
  service: "customer",
  now: () => at,
  macKeys: { current: "2", keys },
  rulesAt: () => ({ planVersion: "2", policyHash: "abc" }),
  isActive: () => true,
};
const request = OpenOnboardingRequest.create({
  requestId: "6F7D5C1E-2B0A-4C38-9D41-52D0B7A6E4F3",
  minPosition: "12",
  kind: 1,
  businessName: "Acme",
});
const olga: PersonToken = {
  personId: personIdOf("https://staff.test", "olga"),
  issuer: "https://staff.test",
  subject: "olga",
};

const contextOf = (call: Call, changed = request, more: Partial<CommandDeps> = {}) =>
  commandContext(call, changed, OpenOnboardingRequest, { ...deps, ...more });

describe("a command's context", () => {
  it("says who asks, as whom, with what and under which rules", async () => {
    const metadata = writeMetadata({ causationId: "e-1", traceparent: `00-${"a".repeat(32)}-${"b".repeat(16)}-01` });
    const { mac: _mac, ...context } = await contextOf(callBy(olga, metadata));
    expect(context).toEqual({
      requestId: "6f7d5c1e-2b0a-4c38-9d41-52d0b7a6e4f3",
      method: "/rmp.customer.v1.CustomerService/OpenOnboarding",
      caller: "tool/desk",
      actor: { kind: "staff", id: olga.personId },
      correlationId: "chain-1",
      causationId: "e-1",
      at,
      planVersion: "2",
      policyHash: "abc",
      service: "customer",
      traceparent: `00-${"a".repeat(32)}-${"b".repeat(16)}-01`,
    });
  });

  it("names the calling service where no person came along", async () =>
    expect((await contextOf(callBy(undefined))).actor).toEqual({ kind: "service", id: "tool/desk" }));

  it("is refused to a person who is not active", async () =>
    expect(told(await failureOf(contextOf(callBy(olga), request, { isActive: () => false })))).toEqual({
      code: "PERMISSION_DENIED",
      message: "The person of this staff token is not active in the staff register.",
      reason: "person-not-active",
    }));

  it("takes no causation that cannot be an id", async () =>
    expect(await contextOf(callBy(olga, writeMetadata({ causationId: "Jane Roe" })))).not.toHaveProperty(
      "causationId",
    ));
});

describe("the request's MAC", () => {
  const macOf = async (changed: OpenOnboardingRequest, keyId?: string) =>
    (await contextOf(callBy(olga), changed)).mac(keyId);

  it("is an HMAC-SHA256 of the request without request id and position", async () => {
    const bytes = OpenOnboardingRequest.encode(
      OpenOnboardingRequest.create({ kind: 1, businessName: "Acme" }),
    ).finish();
    expect(await macOf(request)).toBe(`2:${createHmac("sha256", Buffer.alloc(32, 2)).update(bytes).digest("hex")}`);
  });

  it("is the same for another sending of the same command", async () =>
    expect(await macOf({ ...request, requestId: olga.personId, minPosition: "" })).toBe(await macOf(request)));

  it("is another for another body", async () =>
    expect(await macOf({ ...request, businessName: "Acme 2" })).not.toBe(await macOf(request)));

  it("is made again by the key that was current then", async () =>
    expect(await macOf(request, "1")).toMatch(/^1:[0-9a-f]{64}$/));

  it("cannot be made by a key that is gone", async () =>
    await expect(macOf(request, "0")).rejects.toThrow("the request MAC key 0 is not configured"));
});
