import type { CustomerEvent } from "@rmp/events/customer";
import type { EnforcementEvent } from "@rmp/events/enforcement";
import type { NumberingEvent } from "@rmp/events/numbering";

/** What the loop of this service brings: its own events, and those of the services that it follows. */
export type Fact = NumberingEvent | CustomerEvent | EnforcementEvent;
