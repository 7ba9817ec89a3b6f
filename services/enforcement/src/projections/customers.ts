import { categoryOf, idOf, type Recorded } from "@rmp/event-store/envelope";
import { type CustomerId, isId } from "@rmp/vocabulary/ids";

/** Who has applied, as the customer service has told: enforcement's own streams begin later. */
export interface Customers {
  has(customerId: CustomerId): boolean;
  apply(recorded: Recorded): void;
}

export function createCustomers(): Customers {
  const all = new Set<CustomerId>();
  return {
    has: (customerId) => all.has(customerId),
    apply({ stream, event }) {
      const customerId = applicantOf(stream);
      if (customerId && event.type === "ApplicationReceived") all.add(customerId);
    },
  };
}

/** Whose `customer-<id>` it is; undefined for every other stream. */
export function applicantOf(stream: string): CustomerId | undefined {
  const id = idOf(stream);
  return categoryOf(stream) === "customer" && isId<"customer">(id) ? id : undefined;
}
