import { formatPosition } from "@rmp/event-store/envelope";
import { watchView } from "@rmp/event-store/watch";
import type { NumberingQueryServiceService } from "@rmp/proto/rmp/numbering/v1/queries";
import { idIn, positionIn } from "@rmp/service-kit/fields";
import type { Handlers } from "@rmp/service-kit/rpc";
import { numberOf } from "../projections/holdings.ts";
import type { Deps } from "./deps.ts";
import { notFound } from "./refusals.ts";

export const watchCustomerNumbers = ({
  runtime,
  customers,
  holdings,
}: Deps): Handlers<typeof NumberingQueryServiceService>["watchCustomerNumbers"] =>
  async function* (request, { signal }) {
    const customerId = idIn<"customer">("customer_id", request.customerId);
    const from = positionIn("from_position", request.fromPosition);
    const views = watchView({
      loop: runtime.loop,
      concerns: ({ stream, event }) =>
        numberOf(stream) !== undefined && "customerId" in event.data && event.data.customerId === customerId,
      read() {
        if (!customers.of(customerId)) throw notFound("customer-not-found");
        return { held: holdings.heldBy(customerId), aging: holdings.agingOf(customerId, runtime.now()) };
      },
      ...(from === undefined ? {} : { from }),
      signal,
    });
    for await (const { view, position } of views) yield { ...view, position: formatPosition(position) };
  };
