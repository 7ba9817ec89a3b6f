import { eventRef, type Recorded } from "@rmp/event-store/envelope";
import { type CustomerId, isId } from "@rmp/vocabulary/ids";

/** Whose services enforcement has ended. */
export interface Terminations {
  /** The event that did it (`stream@revision`); the last one, where services were ended more than once. */
  of(customerId: CustomerId): string | undefined;
  apply(recorded: Recorded): void;
}

export function createTerminations(): Terminations {
  const terminations = new Map<CustomerId, string>();
  return {
    of: (customerId) => terminations.get(customerId),
    apply(recorded) {
      const customerId = terminatedIn(recorded);
      if (customerId) terminations.set(customerId, eventRef(recorded));
    },
  };
}

/** The customer whose services this event ended. */
export function terminatedIn({ stream, event }: Recorded): CustomerId | undefined {
  const id = stream.slice("enforcement-".length);
  return event.type === "ServicesTerminated" && isId<"customer">(id) ? id : undefined;
}
