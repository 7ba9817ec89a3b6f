import { formatPosition } from "@rmp/event-store/envelope";
import type { CustomerQueryServiceService } from "@rmp/proto/rmp/customer/v1/queries";
import { idIn } from "@rmp/service-kit/fields";
import type { Handlers } from "@rmp/service-kit/rpc";
import { customerMessage } from "./customer-message.ts";
import type { Deps } from "./deps.ts";
import { customerNotFound } from "./refusals.ts";

export const getCustomer =
  ({ runtime, customers }: Deps): Handlers<typeof CustomerQueryServiceService>["getCustomer"] =>
  async ({ customerId, minPosition }, call) => {
    const position = formatPosition(await runtime.covered(call, minPosition));
    const view = customers.get(idIn<"customer">("customer_id", customerId));
    if (!view) throw customerNotFound();
    return { customer: await customerMessage(view, runtime.events.reveal), position };
  };
