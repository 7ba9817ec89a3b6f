import { defineEvents, type EventOf } from "@rmp/event-store/event-types";
import { personal } from "@rmp/event-store/personal";
import { z } from "zod";
import { customerId, e164, eventReference, instant } from "./fields.ts";

export const numberClasses = ["geographic", "toll-free", "fictional"] as const;
export type NumberClass = (typeof numberClasses)[number];

/**
 * What the numbering service publishes. `block-<id>` is inventory and decides which of its numbers an assignment takes;
 * `number-<digits>` is who holds one number: it begins with the first assignment.
 */
export const numberingEvents = defineEvents("numbering", ["block", "number"], {
  BlockAdded: z.strictObject({
    firstNumber: e164,
    size: z.int(),
    numberClass: z.enum(numberClasses),
    /** From whom it was had, in a person's words; under `block:<id>`. */
    source: personal(),
  }),
  /** The numbers that one assignment takes of the block; each number's own stream then says who holds it. */
  NumbersAllotted: z.strictObject({ customerId, numbers: z.array(e164).min(1), agreement: eventReference }),
  /** Plan IV: the documented relationship between end user and number, by the agreement it rests on. */
  NumberAssigned: z.strictObject({
    customerId,
    /** The block's NumbersAllotted that this carries out; each allotment assigns a number once. */
    allotment: eventReference,
    agreement: eventReference,
  }),
  /** Plan III: into aging. `endedBy` cites the event that ended the services, `reason` a person's words. */
  NumberReleased: z.strictObject({
    customerId,
    agingUntil: instant,
    endedBy: eventReference.exactOptional(),
    reason: personal().exactOptional(),
  }),
});

export type NumberingEvent = EventOf<typeof numberingEvents>;
