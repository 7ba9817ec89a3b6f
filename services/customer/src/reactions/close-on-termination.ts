import type { Recorded } from "@rmp/event-store/envelope";
import type { Reaction } from "@rmp/event-store/reactions";
import type { CustomerId } from "@rmp/vocabulary/ids";
import type { CustomerClient } from "../clients/customer.ts";
import { customerIn } from "../projections/customers.ts";
import { type Terminations, terminatedIn } from "../projections/terminations.ts";

interface Deps {
  readonly terminations: Pick<Terminations, "of">;
  readonly customer: Pick<CustomerClient, "close">;
}

/**
 * Plan III: "terminate all Services": a customer whose services ended is closed. Judged in both orders: at the
 * termination, and at a trunk that was provisioned while it was on its way.
 */
export const closeOnTermination = ({ terminations, customer }: Deps): Reaction => ({
  name: "close-on-termination",
  concerns: customerOf,
  async react(fact, { requestId, signal }) {
    const customerId = customerOf(fact);
    if (customerId === undefined) return;
    const termination = terminations.of(customerId);
    // A trunk of a customer whose services go on.
    if (termination === undefined) return;
    await customer.close({ customerId, ...termination, requestId: requestId() }, { fact, signal });
  },
  // Declined before its services were ended: closed to everything already.
  done: new Set(["application-declined"]),
});

const customerOf = (fact: Recorded): CustomerId | undefined =>
  terminatedIn(fact) ?? (fact.event.type === "AccessProvisioned" ? customerIn(fact) : undefined);
