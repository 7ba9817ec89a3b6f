import { randomUUID } from "node:crypto";
import { connectAs } from "@rmp/deploy-local/clients";
import { KycItem } from "@rmp/proto/rmp/customer/v1/commands";
import { failureOf, platformUnderTest } from "@rmp/test-kit/platform";
import { afterAll, describe, expect, it } from "vitest";
import { commandsTo, documents, heldCall, opening, ownCommandsTo, underAgreement } from "../../test/commands.ts";

const { platform, desk, cast } = await platformUnderTest();
const own = connectAs("service-customer", platform);
afterAll(() => own[Symbol.dispose]());
const officer = { token: cast.officer.token };
const { customer } = desk;
const { customerId } = await customer.openOnboarding(opening(), officer);
const to = (id = customerId) => ({ requestId: randomUUID(), minPosition: "", customerId: id });

describe("a rule that is broken is told with its section", () => {
  const unsettled = { item: KycItem.EMAIL, source: "answered mail" };
  const at = (moment: number) => ({ connectedAt: { seconds: BigInt(Math.floor(moment / 1000)), nanos: 0 } });
  const [tomorrow, aMinuteAgo] = [at(Date.now() + 86_400_000), at(Date.now() - 60_000)];
  it.each([
    ["call-not-yet-held", () => customer.recordHeldCall({ ...to(), ...heldCall(), ...tomorrow }, officer)],
    ["call-not-yet-held", () => customer.recordHeldCall({ ...to(), ...heldCall(), ...aMinuteAgo }, officer)],
    ["kyc-item-not-recorded", () => customer.verifyKycItem({ ...to(), ...unsettled }, officer)],
    ["calls-not-held", () => commandsTo(desk, customerId, officer).ExecuteAgreement()],
    ["agreement-not-executed", () => commandsTo(desk, customerId, officer).ProvisionTrunk()],
    ["agreement-not-executed", () => commandsTo(desk, customerId, officer).ApproveCustomer()],
  ] as const)("%s", async (reason, ask) =>
    expect(await failureOf(ask())).toEqual({ code: "FAILED_PRECONDITION", reason, section: "Plan II" }),
  );

  it("waiver-proposal-not-found, as what it is: not found", async () =>
    expect(await failureOf(commandsTo(desk, customerId, officer).ApproveKycWaiver())).toEqual({
      code: "NOT_FOUND",
      reason: "waiver-proposal-not-found",
      section: "Plan II",
    }));

  it("call-already-recorded, where the same call comes with other particulars", async () => {
    const call = heldCall();
    await customer.recordHeldCall({ ...to(), ...call }, officer);
    expect(await failureOf(customer.recordHeldCall({ ...to(), ...call, durationSeconds: 601 }, officer))).toEqual({
      code: "FAILED_PRECONDITION",
      reason: "call-already-recorded",
      section: "Plan II",
    });
  });

  it("call-overlaps-another, under another reference", async () => {
    const call = heldCall();
    await customer.recordHeldCall({ ...to(), ...call }, officer);
    const again = { ...heldCall(), connectedAt: call.connectedAt };
    expect(await failureOf(customer.recordHeldCall({ ...to(), ...again }, officer))).toEqual({
      code: "FAILED_PRECONDITION",
      reason: "call-overlaps-another",
      section: "Plan II",
    });
  });

  it("approver-is-onboarding-officer", async () => {
    const agreed = await underAgreement(desk, officer);
    expect(await failureOf(commandsTo(desk, agreed, officer).ApproveCustomer())).toEqual({
      code: "FAILED_PRECONDITION",
      reason: "approver-is-onboarding-officer",
      section: "Plan II",
    });
  });

  it("agreement-already-executed, where other documents are signed", async () => {
    const agreed = await underAgreement(desk, officer);
    const others = { ...to(agreed), ...documents, aupVersion: "2", signedBy: "Morgan Example" };
    expect(await failureOf(customer.executeAgreement(others, officer))).toEqual({
      code: "FAILED_PRECONDITION",
      reason: "agreement-already-executed",
      section: "Plan II",
    });
  });

  it("cause-not-of-this-customer, where nothing ended its services", async () =>
    expect(await failureOf(ownCommandsTo(own, customerId).CloseCustomer())).toEqual({
      code: "FAILED_PRECONDITION",
      reason: "cause-not-of-this-customer",
      section: "Plan III",
    }));

  it("access-not-found, as what it is: not found", async () =>
    expect(await failureOf(ownCommandsTo(own, customerId).ReleaseAccess())).toEqual({
      code: "NOT_FOUND",
      reason: "access-not-found",
      section: "Plan IV",
    }));

  it("customer-not-ended, where the customer goes on", async () => {
    const agreed = await underAgreement(desk, officer);
    const { accessId } = await commandsTo(desk, agreed, officer).ProvisionTrunk();
    expect(await failureOf(own.customer.releaseAccess({ ...to(agreed), accessId }))).toEqual({
      code: "FAILED_PRECONDITION",
      reason: "customer-not-ended",
      section: "Plan III",
    });
  });
});
