import type { Recorded } from "@rmp/event-store/envelope";
import type { Reaction } from "@rmp/event-store/reactions";
import type { CustomerId } from "@rmp/vocabulary/ids";
import { digits } from "@rmp/vocabulary/telephone-number";
import type { NumberingClient } from "../clients/numbering.ts";
import { type Customers, customerOf } from "../projections/customers.ts";
import type { Fact } from "../projections/facts.ts";
import type { Holdings } from "../projections/holdings.ts";

interface Deps {
  readonly customers: Pick<Customers, "of">;
  readonly holdings: Pick<Holdings, "heldBy">;
  readonly numbering: Pick<NumberingClient, "releaseNumber">;
}

/**
 * Plan III: "terminate all Services": the numbers of a customer whose services ended go to aging, one by one. Judged in
 * both orders: at the end of the services, and at a number that was assigned while the end was on its way.
 */
export const releaseOnTermination = ({ customers, holdings, numbering }: Deps): Reaction<Fact> => ({
  name: "release-on-termination",
  concerns: concerned,
  async react(fact, { requestId, signal }) {
    const customerId = concerned(fact);
    if (!customerId) return;
    const standing = customers.of(customerId);
    if (standing?.kind !== "ended") return;
    for (const number of holdings.heldBy(customerId)) {
      const release = { customerId, number, endedBy: standing.endedBy, requestId: requestId(digits(number)) };
      await numbering.releaseNumber(release, { fact, signal });
    }
  },
  // One that is released already is no refusal: nothing changes.
  done: new Set(),
});

function concerned({ stream, event }: Recorded<Fact>): CustomerId | undefined {
  switch (event.type) {
    case "NumberAssigned":
      return event.data.customerId;
    case "ServicesTerminated":
    case "CustomerClosed":
      return customerOf(stream);
    default:
      return undefined;
  }
}
