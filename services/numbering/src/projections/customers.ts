import { categoryOf, eventRef, idOf, type Recorded } from "@rmp/event-store/envelope";
import { type CustomerId, isId } from "@rmp/vocabulary/ids";
import type { CustomerStanding } from "../domain/commands.ts";
import type { Fact } from "./facts.ts";

/** Who may hold numbers, as the customer and enforcement services have told. */
export interface Customers {
  of(customerId: CustomerId): CustomerStanding | undefined;
  apply(recorded: Recorded<Fact>): void;
}

export function createCustomers(): Customers {
  const all = new Map<CustomerId, CustomerStanding>();
  return {
    of: (customerId) => all.get(customerId),
    apply(recorded) {
      const customerId = customerOf(recorded.stream);
      const standing = customerId && follow(all.get(customerId), recorded);
      if (standing) all.set(customerId, standing);
    },
  };
}

/** Of `customer-<id>` and `enforcement-<id>`; undefined for every other stream. */
export function customerOf(stream: string): CustomerId | undefined {
  const id = idOf(stream);
  return ofCustomers.has(categoryOf(stream)) && isId<"customer">(id) ? id : undefined;
}

const ofCustomers: ReadonlySet<string> = new Set(["customer", "enforcement"]);

/** Undefined where the event says nothing of the standing. The end is the end: what comes after it changes nothing. */
function follow(standing: CustomerStanding | undefined, recorded: Recorded<Fact>): CustomerStanding | undefined {
  if (standing?.kind === "ended") return undefined;
  const { event } = recorded;
  switch (event.type) {
    case "ApplicationReceived":
      return { kind: "applicant" };
    case "CustomerApproved":
      return { kind: "approved", agreement: event.data.agreement };
    case "CustomerClosed":
    case "ServicesTerminated":
      return { kind: "ended", endedBy: eventRef(recorded) };
    default:
      return undefined;
  }
}
