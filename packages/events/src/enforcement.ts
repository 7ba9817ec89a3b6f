import { defineEvents, type EventOf } from "@rmp/event-store/event-types";
import { personal } from "@rmp/event-store/personal";
import { z } from "zod";
import { eventReference, id, instant, limits, personId, sha256 } from "./fields.ts";

export const warningChannels = ["email", "certified-mail", "courier", "portal"] as const;
export type WarningChannel = (typeof warningChannels)[number];

/** Found to be no manipulation by a person; or its first call came before the customer had the warning (rulings). */
export const dismissalGrounds = ["found-unfounded", "call-preceded-warning"] as const;
export type DismissalGround = (typeof dismissalGrounds)[number];

const candidateId = id("candidate");
const warningId = id("warning");

/** What the enforcement service publishes. `enforcement-<customerId>` holds every rule that must be exact for one customer. */
export const enforcementEvents = defineEvents("enforcement", ["enforcement"], {
  /** Plan V. `approval` cites the approval whose limits are taken over; `changedBy` and `reason` a person's change. */
  LimitsChanged: z.strictObject({
    limits,
    approval: eventReference.exactOptional(),
    changedBy: personId.exactOptional(),
    reason: personal().exactOptional(),
  }),
  /** Plan IV, "discovers": one burst of calls with a caller ID not assigned to the customer opens one candidate. */
  InfractionSuspected: z.strictObject({
    candidateId,
    /** Ingress of the burst's first call, as attestation stamped it. */
    firstCallAt: instant,
    /** From here on a call opens the next candidate, under whatever policy; a dismissal or a delivered warning is earlier. */
    burstEndsAt: instant,
    journalReference: z.string(),
    /** As displayed; may be a stranger's number. */
    callerId: personal(),
  }),
  InfractionConfirmed: z.strictObject({
    candidateId,
    infractionNumber: z.int().min(1).max(2),
    sanction: z.enum(["warning", "termination"]),
    finding: personal(),
    confirmedBy: personId,
  }),
  /** `reason` is the words of the person who found it unfounded; the other ground needs none. */
  InfractionDismissed: z.strictObject({
    candidateId,
    ground: z.enum(dismissalGrounds),
    reason: personal().exactOptional(),
    dismissedAt: instant,
    dismissedBy: personId,
  }),
  WarningIssued: z.strictObject({ warningId, candidateId, issuedAt: instant }),
  WarningSent: z.strictObject({ warningId, channel: z.enum(warningChannels), sentAt: instant, recordedBy: personId }),
  WarningDelivered: z.strictObject({
    warningId,
    channel: z.enum(warningChannels),
    deliveredAt: instant,
    receiptSha256: sha256,
    recordedBy: personId,
  }),
  ServicesTerminated: z.strictObject({
    ground: z.literal("second-caller-id-manipulation"),
    /** The confirmed candidates, in order of confirmation. */
    infractions: z.array(candidateId),
  }),
});

export type EnforcementEvent = EventOf<typeof enforcementEvents>;
