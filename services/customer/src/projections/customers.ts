import { eventRef, type Recorded } from "@rmp/event-store/envelope";
import type { Personal } from "@rmp/event-store/personal";
import type { CustomerEvent, CustomerKind, KycItem } from "@rmp/events/customer";
import type { CustomerId } from "@rmp/vocabulary/ids";
import type { Instant } from "@rmp/vocabulary/instant";
import type { Trunk } from "../domain/commands.ts";
import { type CustomerState, evolve, nobody } from "../domain/state.ts";
import { idIn, isOurs } from "./own-events.ts";

/** One customer as staff and auditors read it; a contact's name stays sealed. */
export interface CustomerView {
  readonly customerId: CustomerId;
  readonly kind: CustomerKind;
  readonly businessName: string;
  readonly openedAt: Instant;
  readonly state: CustomerState;
  readonly facts: Readonly<Partial<Record<KycItem, string | Personal>>>;
  /** The agreement's event, `stream@revision`. */
  readonly agreement: string | undefined;
  readonly trunks: readonly Trunk[];
}

export interface Customers {
  get(customerId: CustomerId): CustomerView | undefined;
  /** In order of opening. */
  all(): readonly CustomerView[];
  apply(recorded: Recorded): void;
}

export function createCustomers(): Customers {
  const customers = new Map<CustomerId, CustomerView>();
  return {
    get: (customerId) => customers.get(customerId),
    all: () => [...customers.values()],
    apply(recorded) {
      const customerId = customerIn(recorded);
      if (customerId === undefined || !isOurs(recorded)) return;
      const view = evolveView(customers.get(customerId), customerId, recorded);
      if (view) customers.set(customerId, view);
    },
  };
}

/** The customer whose view an event may change. */
export function customerIn(recorded: Recorded): CustomerId | undefined {
  if (!isOurs(recorded)) return undefined;
  const { stream, event } = recorded;
  return event.type === "AccessReleased" ? event.data.customerId : idIn("customer", stream);
}

/** Begins with the application: a provider who was refused wholesale is no customer. */
function evolveView(
  view: CustomerView | undefined,
  customerId: CustomerId,
  recorded: Recorded<CustomerEvent>,
): CustomerView | undefined {
  const { event } = recorded;
  if (event.type === "ApplicationReceived") {
    const openedAt = recorded.envelope.occurredAt;
    const opened = { facts: {}, agreement: undefined, trunks: [], state: evolve(nobody, event) };
    return { customerId, openedAt, ...event.data, ...opened };
  }
  return view && evolveKnown({ ...view, state: evolve(view.state, event) }, recorded);
}

function evolveKnown(view: CustomerView, recorded: Recorded<CustomerEvent>): CustomerView {
  const { event, stream } = recorded;
  switch (event.type) {
    case "KycItemRecorded": {
      const { item, value, personalValue } = event.data;
      return { ...view, facts: { ...view.facts, [item]: personalValue ?? value } };
    }
    case "AgreementExecuted":
      return { ...view, agreement: eventRef(recorded) };
    case "AccessProvisioned":
      return { ...view, trunks: [...view.trunks, event.data] };
    case "AccessReleased": {
      const released = idIn("access", stream);
      return { ...view, trunks: view.trunks.filter(({ accessId }) => accessId !== released) };
    }
    default:
      return view;
  }
}
