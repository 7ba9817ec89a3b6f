import type { AttestationEvent } from "@rmp/events/attestation";
import type { CustomerEvent } from "@rmp/events/customer";
import type { EnforcementEvent } from "@rmp/events/enforcement";
import type { NumberingEvent } from "@rmp/events/numbering";

/** What the loop brings; each view takes of it what it knows. */
export type FollowedEvent = AttestationEvent | CustomerEvent | EnforcementEvent | NumberingEvent;
