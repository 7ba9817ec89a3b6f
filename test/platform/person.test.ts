import { randomUUID } from "node:crypto";
import { tokenOf } from "@rmp/deploy-local/clients";
import { ISSUER } from "@rmp/deploy-local/parts";
import { CustomerKind } from "@rmp/proto/rmp/customer/v1/commands";
import { failureOf, platformUnderTest } from "@rmp/test-kit/platform";
import { describe, expect, it } from "vitest";

const { platform, desk, cast } = await platformUnderTest();
const officer = { token: cast.officer.token };

const openOnboarding = (token: string, minPosition: string) =>
  desk.customer.openOnboarding(
    { requestId: randomUUID(), minPosition, kind: CustomerKind.BUSINESS, businessName: `Clinic ${randomUUID()}` },
    { token },
  );

describe("Plan II, C-II-06: a person is who is active in the staff register, at every service", () => {
  it("who was entered acts at another service, and no longer once their standing has ended", async () => {
    const subject = `${randomUUID()}@staff.example`;
    const token = await tokenOf(subject, platform);
    expect(await failureOf(openOnboarding(token, ""))).toEqual({
      code: "PERMISSION_DENIED",
      reason: "person-not-active",
    });

    const person = { issuer: ISSUER, subject, name: "A New Colleague" };
    const entered = await desk.staff.enterPerson({ requestId: randomUUID(), person }, officer);
    const opened = await openOnboarding(token, entered.recorded?.position ?? "");
    expect(opened.recorded?.stream).toMatch(/^customer-/);

    const { personId } = entered;
    const ended = await desk.staff.deactivatePerson({ requestId: randomUUID(), personId }, officer);
    expect(await failureOf(openOnboarding(token, ended.recorded?.position ?? ""))).toEqual({
      code: "PERMISSION_DENIED",
      reason: "person-not-active",
    });
  });
});
