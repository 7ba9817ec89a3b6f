import { defineEvents, type EventOf } from "@rmp/event-store/event-types";
import { z } from "zod";
import { customerId, instant } from "./fields.ts";

/**
 * What the attestation service publishes: `callrefusals-<customerId>`, and `callrefusals-unprovisioned` for ingress that
 * nobody was given. One event a minute and reason; the calls themselves stand in the decision journal.
 */
export const attestationEvents = defineEvents("attestation", ["callrefusals"], {
  CallsRefused: z.strictObject({
    /** Absent where the ingress belongs to no customer. */
    customerId: customerId.exactOptional(),
    reason: z.string(),
    /** First instant of the minute. */
    minute: instant,
    count: z.int().min(1),
    firstJournalReference: z.string(),
    lastJournalReference: z.string(),
    replica: z.string(),
  }),
});

export type AttestationEvent = EventOf<typeof attestationEvents>;
