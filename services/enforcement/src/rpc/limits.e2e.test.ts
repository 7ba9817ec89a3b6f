import { randomUUID } from "node:crypto";
import { connectAs } from "@rmp/deploy-local/clients";
import { LIMITS, onboard } from "@rmp/deploy-local/demo/onboarding";
import { failureOf, platformUnderTest, silent } from "@rmp/test-kit/platform";
import { afterAll, expect, it } from "vitest";

const { platform, desk, cast } = await platformUnderTest();
const enforcement = connectAs("service-enforcement", platform);
afterAll(() => enforcement[Symbol.dispose]());

const officer = { token: cast.officer.token };
const common = (customerId: string) => ({ requestId: randomUUID(), minPosition: "", customerId });
const limits = { callsPerSecond: 5, sessions: 10 };

it("Plan V, C-V-04: the limits of an approval are taken over", async () => {
  const { customerId } = await onboard(silent, desk, cast);
  const watched = desk.standings.watchStanding({ customerId, fromPosition: "" }, { deadlineMs: 10_000 });
  for await (const { standing } of watched) if (standing?.limits) return expect(standing.limits).toEqual(LIMITS);
  throw new Error("the watch ended before the limits were seen");
});

it("ChangeLimits changes both limits, and removes neither", async () => {
  const customerId = randomUUID();
  const approval = `customer-${customerId}@9`;
  await enforcement.enforcement.takeOverLimits({ ...common(customerId), limits, approval });
  const changed = { callsPerSecond: 1, sessions: 2 };
  const { recorded } = await desk.enforcement.changeLimits(
    { ...common(customerId), limits: changed, reason: "complaints" },
    officer,
  );
  const { standing } = await desk.standings.getStanding({ customerId, minPosition: recorded?.position ?? "" });
  expect(standing?.limits).toEqual(changed);
  expect(
    await failureOf(
      desk.enforcement.changeLimits(
        { ...common(customerId), limits: { callsPerSecond: 5, sessions: 0 }, reason: "none" },
        officer,
      ),
    ),
  ).toEqual({ code: "INVALID_ARGUMENT", fields: ["limits.sessions"] });
});

it("ChangeLimits waits for those of the approval", async () =>
  expect(
    await failureOf(desk.enforcement.changeLimits({ ...common(randomUUID()), limits, reason: "complaints" }, officer)),
  ).toEqual({ code: "FAILED_PRECONDITION", reason: "limits-not-taken-over", section: "Plan V" }));

it("TakeOverLimits is this service's own", async () =>
  expect(
    await failureOf(desk.enforcement.takeOverLimits({ ...common(randomUUID()), limits, approval: "customer-1@9" })),
  ).toEqual({ code: "PERMISSION_DENIED", reason: "caller-not-allowed" }));
