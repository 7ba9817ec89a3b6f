import type { DomainEvent } from "@rmp/event-store/decider";
import type { Recorded } from "@rmp/event-store/envelope";
import { type Instant, instant } from "@rmp/vocabulary/instant";

/** Events as a loop brings them: each stream counts its own revisions, all of them share one order. */
export function logOf<E extends DomainEvent>(
  ...events: readonly (readonly [stream: string, event: E, at?: Instant])[]
) {
  const revisions = new Map<string, number>();
  return events.map(([stream, event, at = instant(0)], index): Recorded<E> => {
    const revision = revisions.get(stream) ?? 0;
    revisions.set(stream, revision + 1);
    const envelope = {
      requestId: `request ${index}`,
      requestMac: "",
      correlationId: "",
      actor: { kind: "service", id: "test" },
      occurredAt: at,
      recordedAt: at,
      planVersion: "v2",
      policyHash: "",
      schemaVersion: 1,
      service: "test",
    } as const;
    return { event, id: `event ${index}`, stream, revision, position: BigInt(index + 1), envelope };
  });
}
