import { z } from "zod";
import { defineEvents, type EventOf } from "./event-types.ts";

/** A fact that a reaction could not follow: `fact` as "stream@revision", `reason` as the owner refused it. An alarm. */
const ReactionParked = z.strictObject({ reaction: z.string(), fact: z.string(), reason: z.string() });

/** What every service records about itself, in `reactions-<service>`. */
export const machineryEvents = defineEvents("event-store", ["reactions"], { ReactionParked });
export type MachineryEvent = EventOf<typeof machineryEvents>;

/** Stands in a stream before the first event that uses the key; no fold sees it. */
export const personalKeyCreated = {
  type: "PersonalKeyCreated",
  data: z.strictObject({ subject: z.string(), keyId: z.string() }),
} as const;
