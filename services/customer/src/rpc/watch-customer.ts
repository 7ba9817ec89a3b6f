import { formatPosition } from "@rmp/event-store/envelope";
import { watchView } from "@rmp/event-store/watch";
import type { CustomerQueryServiceService } from "@rmp/proto/rmp/customer/v1/queries";
import { idIn, positionIn } from "@rmp/service-kit/fields";
import type { Handlers } from "@rmp/service-kit/rpc";
import { customerIn } from "../projections/customers.ts";
import { customerMessage } from "./customer-message.ts";
import type { Deps } from "./deps.ts";
import { customerNotFound } from "./refusals.ts";

export const watchCustomer = ({
  runtime: { loop, events },
  customers,
}: Deps): Handlers<typeof CustomerQueryServiceService>["watchCustomer"] =>
  async function* (request, { signal }) {
    const customerId = idIn<"customer">("customer_id", request.customerId);
    const from = positionIn("from_position", request.fromPosition);
    const concerns = (recorded: Parameters<typeof customerIn>[0]) => customerIn(recorded) === customerId;
    const read = () => customers.get(customerId);
    for await (const { view, position } of watchView({
      loop,
      concerns,
      read,
      signal,
      ...(from !== undefined && { from }),
    })) {
      if (!view) throw customerNotFound();
      yield { customer: await customerMessage(view, events.reveal), position: formatPosition(position) };
    }
  };
