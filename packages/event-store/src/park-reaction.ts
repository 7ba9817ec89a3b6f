import { uuidV5 } from "@rmp/vocabulary/ids";
import { accept, type Decider } from "./decider.ts";
import type { Instant } from "@rmp/vocabulary/instant";
import { eventRef, type Recorded } from "./envelope.ts";
import type { EventLog } from "./event-log.ts";
import { handleCommand } from "./handle-command.ts";
import type { MachineryEvent } from "./machinery-events.ts";

const parking: Decider<undefined, MachineryEvent["data"], MachineryEvent, never> = {
  category: "reactions",
  initial: undefined,
  evolve: () => undefined,
  decide: (data) => accept({ type: "ReactionParked", data }),
};

export interface Parking {
  readonly log: EventLog;
  now(): Instant;
  /** The rules in force, stamped on the event. */
  rules(): { readonly planVersion: string; readonly policyHash: string };
}

/** Records once that a reaction could not follow a fact. Throws as `handleCommand` does. */
export async function parkReaction(
  fact: Recorded,
  reaction: string,
  reason: string,
  { log, now, rules }: Parking,
): Promise<void> {
  const { service } = log;
  const parked = { reaction, fact: eventRef(fact), reason };
  await handleCommand(log, parking, service, parked, {
    requestId: uuidV5(fact.id, reaction, "park"),
    method: "park",
    caller: service,
    // No request of a caller stands behind it whose body could differ.
    mac: () => "none:",
    actor: { kind: "service", id: service },
    correlationId: fact.envelope.correlationId,
    causationId: fact.id,
    at: now(),
    service,
    ...rules(),
  });
}
