import type { DomainEvent } from "@rmp/event-store/decider";
import type { Recorded } from "@rmp/event-store/envelope";
import { instant } from "@rmp/vocabulary/instant";
import { ada } from "./spoofing.ts";

const at = instant(0);

/** A fact of another service, as the loop brings it. */
export const recorded = <E extends DomainEvent>(stream: string, event: E, revision = 0): Recorded<E> => ({
  event,
  id: "event",
  stream,
  revision,
  position: 1n,
  envelope: {
    requestId: "request",
    requestMac: "",
    correlationId: "",
    actor: { kind: "staff", id: ada },
    occurredAt: at,
    recordedAt: at,
    planVersion: "v2",
    policyHash: "",
    schemaVersion: 1,
    service: "customer",
  },
});
