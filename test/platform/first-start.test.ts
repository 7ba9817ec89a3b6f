import { randomUUID } from "node:crypto";
import { adoptPlan } from "@rmp/deploy-local/demo/adopt-plan";
import { ISSUER } from "@rmp/deploy-local/parts";
import { filedPlanV2 } from "@rmp/plan/data";
import { CustomerKind } from "@rmp/proto/rmp/customer/v1/commands";
import { timestampOf } from "@rmp/service-kit/timestamp";
import { failureOf, silent } from "@rmp/test-kit/platform";
import { instant } from "@rmp/vocabulary/instant";
import { afterAll, describe, expect, it } from "vitest";
import { newPlatform } from "./own-platform.ts";

const own = await newPlatform();
afterAll(() => own[Symbol.asyncDispose]());
const { operator, desk, cast } = own;
const officer = { token: cast.officer.token };
const stranger = { code: "PERMISSION_DENIED", reason: "person-not-active" };
const nothingInForce = { code: "FAILED_PRECONDITION", reason: "no-plan-in-force", section: "Plan I" };

const openOnboarding = (minPosition: string, who: { token?: string } = officer) =>
  desk.customer.openOnboarding(
    { requestId: randomUUID(), minPosition, kind: CustomerKind.BUSINESS, businessName: "First Start Clinic" },
    who,
  );

/** In the order of a first start (rulings, *Person*): each test goes one step further on the same platform. */
describe("Plan I, C-I-06: nothing is decided before a plan and its policy set are in force", () => {
  it("an empty platform knows no person, and no plan to decide a service's command by", async () => {
    expect(await failureOf(openOnboarding(""))).toEqual(stranger);
    expect(await failureOf(openOnboarding("", {}))).toEqual(nothingInForce);
    expect(await desk.plan.getPlanInForce({ minPosition: "" })).toMatchObject({ planVersion: "", policyHash: "" });
  });

  it("one person alone does not open the register", async () => {
    const person = { issuer: ISSUER, subject: cast.officer.subject, name: cast.officer.name };
    const persons = [person, { ...person, name: "The Same Person" }];
    expect(await failureOf(operator.staff.bootstrapPersons({ requestId: randomUUID(), persons }))).toEqual({
      code: "INVALID_ARGUMENT",
      reason: "persons-not-different",
      section: "Plan II",
      fields: ["persons"],
    });
  });

  it("the first two persons may adopt the plan, and may decide nothing yet", async () => {
    const persons = [cast.officer, cast.reviewer].map(({ name, subject }) => ({ issuer: ISSUER, subject, name }));
    const { recorded } = await operator.staff.bootstrapPersons({ requestId: randomUUID(), persons });
    expect(await failureOf(openOnboarding(recorded?.position ?? ""))).toEqual(nothingInForce);
  });

  it("a plan without its policy set says what was promised, and not what its words mean", async () => {
    const effectiveAt = timestampOf(instant(Date.UTC(2021, 9, 15, 4)));
    const { recorded } = await desk.plan.adoptPlan(
      { requestId: randomUUID(), minPosition: "", version: "v2", effectiveAt, text: filedPlanV2() },
      officer,
    );
    expect(await failureOf(openOnboarding(recorded?.position ?? ""))).toEqual(nothingInForce);
    const answer = await desk.plan.getPlanInForce({ minPosition: recorded?.position ?? "" });
    expect(answer).toMatchObject({ planVersion: "v2", policyHash: "" });
  });

  it("with the policy set approved by a second person the platform is open", async () => {
    await adoptPlan(silent, operator, desk, cast);
    const { recorded } = await desk.staff.enterPerson(
      { requestId: randomUUID(), person: { issuer: ISSUER, subject: "third@staff.example", name: "Third Person" } },
      officer,
    );
    expect((await openOnboarding(recorded?.position ?? "")).recorded?.stream).toMatch(/^customer-/);
  });
});
