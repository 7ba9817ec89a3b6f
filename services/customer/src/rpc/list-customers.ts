import { formatPosition } from "@rmp/event-store/envelope";
import { type CustomerQueryServiceService, CustomerStage } from "@rmp/proto/rmp/customer/v1/queries";
import type { Handlers } from "@rmp/service-kit/rpc";
import type { Deps } from "./deps.ts";
import { stages } from "./wire-words.ts";

export const listCustomers =
  ({ runtime, customers }: Deps): Handlers<typeof CustomerQueryServiceService>["listCustomers"] =>
  async ({ stage, minPosition }, call) => {
    const position = formatPosition(await runtime.covered(call, minPosition));
    const all = customers
      .all()
      .map(({ customerId, businessName, state }) => ({ customerId, businessName, stage: stages[state.stage] }));
    const asked = stage === CustomerStage.UNSPECIFIED ? all : all.filter((customer) => customer.stage === stage);
    return { customers: asked, position };
  };
