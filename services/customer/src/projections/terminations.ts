import { eventRef, idOf, type Position, type Recorded } from "@rmp/event-store/envelope";
import { type CustomerId, isId } from "@rmp/vocabulary/ids";

export interface Termination {
  /** The event that ended the services, `stream@revision`. */
  readonly cause: string;
  /** Where it stands in the log: whoever has covered that knows of it. */
  readonly position: Position;
}

/** Whose services enforcement has ended. */
export interface Terminations {
  /** The first one, where services were ended more than once: for what a customer was closed does not change. */
  of(customerId: CustomerId): Termination | undefined;
  apply(recorded: Recorded): void;
}

export function createTerminations(): Terminations {
  const terminations = new Map<CustomerId, Termination>();
  return {
    of: (customerId) => terminations.get(customerId),
    apply(recorded) {
      const customerId = terminatedIn(recorded);
      if (customerId === undefined || terminations.has(customerId)) return;
      terminations.set(customerId, { cause: eventRef(recorded), position: recorded.position });
    },
  };
}

/** The customer whose services this event ended. */
export function terminatedIn({ stream, event }: Recorded): CustomerId | undefined {
  const id = idOf(stream);
  return event.type === "ServicesTerminated" && isId<"customer">(id) ? id : undefined;
}
