import { randomUUID } from "node:crypto";
import { connectAs } from "@rmp/deploy-local/clients";
import { LIMITS, onboard } from "@rmp/deploy-local/demo/onboarding";
import { ladder } from "@rmp/test-kit/ladder";
import { failureOf, platformUnderTest, silent } from "@rmp/test-kit/platform";
import { afterAll, describe, expect, it } from "vitest";
import { apply } from "../../test/applicant.ts";

const under = await platformUnderTest();
const { platform, desk, cast } = under;
const { terminate } = ladder(under);
const enforcement = connectAs("service-enforcement", platform);
afterAll(() => enforcement[Symbol.dispose]());

const officer = { token: cast.officer.token };
const common = (customerId: string) => ({ requestId: randomUUID(), minPosition: "", customerId });
const limits = { callsPerSecond: 5, sessions: 10 };
const takeOver = (customerId: string, given = limits) =>
  enforcement.enforcement.takeOverLimits({
    ...common(customerId),
    limits: given,
    approval: `customer-${customerId}@9`,
  });
const change = (customerId: string, changed: typeof limits, minPosition = "") =>
  desk.enforcement.changeLimits({ ...common(customerId), minPosition, limits: changed, reason: "complaints" }, officer);

/** The customer's limits at a position. */
async function limitsOf(customerId: string, minPosition = "") {
  return (await desk.standings.getStanding({ customerId, minPosition })).standing?.limits;
}

describe("Plan V, C-V-04: the limits of an approval", () => {
  it("are taken over by themselves", async () => {
    const { customerId } = await onboard(silent, desk, cast);
    const watched = desk.standings.watchStanding({ customerId, fromPosition: "" }, { deadlineMs: 10_000 });
    for await (const { standing } of watched) if (standing?.limits) return expect(standing.limits).toEqual(LIMITS);
    return expect.fail("the watch ended before the limits were seen");
  });

  it("are taken over once", async () => {
    const customerId = randomUUID();
    const first = await takeOver(customerId);
    expect(await takeOver(customerId, { callsPerSecond: 500, sessions: 500 })).toEqual(first);
    expect(await limitsOf(customerId, first.recorded?.position)).toEqual(limits);
  });

  it("come before any change", async () => {
    const { customerId, position } = await apply(under);
    expect(await failureOf(change(customerId, limits, position))).toEqual({
      code: "FAILED_PRECONDITION",
      reason: "limits-not-taken-over",
      section: "Plan V",
    });
  });

  it.each(["", "the approval", "customer-1", "customer-1@x"])(
    "are cited as an event is (%j is none)",
    async (approval) =>
      expect(
        await failureOf(enforcement.enforcement.takeOverLimits({ ...common(randomUUID()), limits, approval })),
      ).toEqual({ code: "INVALID_ARGUMENT", fields: ["approval"] }),
  );
});

describe("ChangeLimits", () => {
  it("knows which customers it does not know", async () =>
    expect(await failureOf(change(randomUUID(), limits))).toEqual({
      code: "NOT_FOUND",
      reason: "customer-not-found",
      section: "Plan V",
    }));

  it("changes both limits", async () => {
    const customerId = randomUUID();
    await takeOver(customerId);
    const changed = { callsPerSecond: 1, sessions: 2 };
    const { recorded } = await change(customerId, changed);
    expect(await limitsOf(customerId, recorded?.position)).toEqual(changed);
  });

  it("records nothing where the limits are those already", async () => {
    const customerId = randomUUID();
    const { recorded } = await takeOver(customerId);
    expect((await change(customerId, limits)).recorded).toEqual(recorded);
  });

  it.each([
    ["limits.sessions", { callsPerSecond: 5, sessions: 0 }],
    ["limits.calls_per_second", { callsPerSecond: 0, sessions: 10 }],
  ])("removes none (%s)", async (field, removed) =>
    expect(await failureOf(change(randomUUID(), removed))).toEqual({ code: "INVALID_ARGUMENT", fields: [field] }),
  );

  it("is refused once the services are terminated", async () => {
    const customerId = randomUUID();
    await takeOver(customerId);
    await terminate(customerId);
    expect(await failureOf(change(customerId, { callsPerSecond: 1, sessions: 1 }))).toEqual({
      code: "FAILED_PRECONDITION",
      reason: "services-already-terminated",
      section: "Plan III",
    });
  });
});
