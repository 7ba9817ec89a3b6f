import { randomUUID } from "node:crypto";
import { connectAs } from "@rmp/deploy-local/clients";
import { onboard } from "@rmp/deploy-local/demo/onboarding";
import { type Customer, CustomerStage } from "@rmp/proto/rmp/customer/v1/queries";
import { ladder } from "@rmp/test-kit/ladder";
import { failureOf, platformUnderTest, silent } from "@rmp/test-kit/platform";
import { afterAll, describe, expect, it } from "vitest";
import { commandsTo, ownCommandsTo } from "../../test/commands.ts";

const under = await platformUnderTest();
const { desk, cast } = under;
const officer = { token: cast.officer.token };
const own = connectAs("service-customer", under.platform);
afterAll(() => own[Symbol.dispose]());
const { spoofAgain, confirm, terminate } = ladder(under);

/** The customer as soon as it is closed and holds no trunk. */
async function closed(customerId: string): Promise<Customer> {
  const watch = desk.customers.watchCustomer({ customerId, fromPosition: "" }, { deadlineMs: 15_000 });
  for await (const { customer } of watch)
    if (customer?.stage === CustomerStage.CLOSED && customer.trunks.length === 0) return customer;
  return expect.fail("the watch ended before the customer was closed");
}

const provision = (customerId: string, trunk: string) =>
  desk.customer.provisionTrunk({ requestId: randomUUID(), minPosition: "", customerId, sbc: "demo", trunk }, officer);

describe("Plan III, C-III-28: the customer whose services are terminated", async () => {
  const { customerId, trunk } = await onboard(silent, desk, cast);
  await terminate(customerId);
  const { stage } = await closed(customerId);

  it("is closed by itself, and leaves its trunk to another", async () => {
    const next = await onboard(silent, desk, cast);
    const { recorded } = await provision(next.customerId, trunk);
    expect([stage, recorded?.stream]).toEqual([CustomerStage.CLOSED, `customer-${next.customerId}`]);
  });

  it.each(Object.entries(commandsTo(desk, customerId, officer)))("is closed to %s", async (_, command) =>
    expect(await failureOf(command())).toEqual({
      code: "FAILED_PRECONDITION",
      reason: "customer-closed",
      section: "Plan III",
    }),
  );

  it("is closed once, whoever says so again", async () => {
    const again = () => ownCommandsTo(own, customerId).CloseCustomer();
    expect((await again()).recorded).toEqual((await again()).recorded);
  });
});

describe("Plan III, C-III-28: a trunk that is provisioned while the termination is under way", () => {
  it("ends free for another, whichever comes first", async () => {
    const { customerId } = await onboard(silent, desk, cast);
    const { candidateId } = await spoofAgain(customerId);
    const trunk = `trunk-${randomUUID()}`;
    const [, provisioned] = await Promise.allSettled([confirm(customerId, candidateId), provision(customerId, trunk)]);
    if (provisioned.status === "rejected") expect(provisioned.reason).toMatchObject({ reason: "customer-closed" });
    await closed(customerId);
    const next = await onboard(silent, desk, cast);
    expect((await provision(next.customerId, trunk)).recorded?.stream).toBe(`customer-${next.customerId}`);
  });
});
