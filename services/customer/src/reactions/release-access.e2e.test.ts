import { randomUUID } from "node:crypto";
import { CustomerStage } from "@rmp/proto/rmp/customer/v1/queries";
import { platformUnderTest } from "@rmp/test-kit/platform";
import { describe, expect, it } from "vitest";
import { commandsTo, underAgreement } from "../../test/commands.ts";

const { desk, cast } = await platformUnderTest();
const officer = { token: cast.officer.token };

const provision = (customerId: string, trunk: string) =>
  desk.customer.provisionTrunk({ requestId: randomUUID(), minPosition: "", customerId, sbc: "demo", trunk }, officer);

/** Resolves when the customer holds no trunk; answers its stage then. */
async function leftItsTrunks(customerId: string): Promise<CustomerStage> {
  const watch = desk.customers.watchCustomer({ customerId, fromPosition: "" }, { deadlineMs: 15_000 });
  for await (const { customer } of watch) if (customer?.trunks.length === 0) return customer.stage;
  return expect.fail("the watch ended before the customer left its trunks");
}

describe("Plan II, C-II-05: a customer whose application is declined under its agreement", () => {
  it("leaves its trunk to another", async () => {
    const [customerId, next] = [await underAgreement(desk, officer), await underAgreement(desk, officer)];
    const trunk = `trunk-${randomUUID()}`;
    await provision(customerId, trunk);
    await commandsTo(desk, customerId, officer).RejectCustomer();
    expect(await leftItsTrunks(customerId)).toBe(CustomerStage.DECLINED);
    expect((await provision(next, trunk)).recorded?.stream).toBe(`customer-${next}`);
  });
});
