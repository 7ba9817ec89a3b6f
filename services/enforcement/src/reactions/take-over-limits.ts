import { eventRef, type Recorded } from "@rmp/event-store/envelope";
import type { Reaction } from "@rmp/event-store/reactions";
import type { CustomerEvent } from "@rmp/events/customer";
import type { EnforcementEvent } from "@rmp/events/enforcement";
import type { CustomerId } from "@rmp/vocabulary/ids";
import type { EnforcementClient } from "../clients/enforcement.ts";
import { applicantOf } from "../projections/customers.ts";

type Fact = Recorded<CustomerEvent | EnforcementEvent>;

/** Whose approval it is; undefined for every other fact. */
const approvedIn = ({ stream, event }: Fact): CustomerId | undefined =>
  event.type === "CustomerApproved" ? applicantOf(stream) : undefined;

/** Plan V: "limits on all end user accounts": those that an approval carries become the customer's first ones here. */
export const takeOverLimits = (enforcement: EnforcementClient): Reaction<CustomerEvent | EnforcementEvent> => ({
  name: "take-over-limits",
  concerns: approvedIn,
  async react(fact, { requestId, signal }) {
    const customerId = approvedIn(fact);
    if (!customerId || fact.event.type !== "CustomerApproved") return;
    const { limits } = fact.event.data;
    const approval = eventRef(fact);
    await enforcement.takeOverLimits({ customerId, limits, approval, requestId: requestId() }, { fact, signal });
  },
  // Limits that are taken over already are no refusal: nothing changes.
  done: new Set(),
});
