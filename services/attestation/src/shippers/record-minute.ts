import type { Position } from "@rmp/event-store/envelope";
import type { EventLog, Intended } from "@rmp/event-store/event-log";
import type { AttestationEvent } from "@rmp/events/attestation";
import { uuidV5 } from "@rmp/vocabulary/ids";
import { type Instant, instant } from "@rmp/vocabulary/instant";
import { journalReference } from "../domain/place.ts";
import type { RecordedRefusals } from "../projections/recorded-refusals.ts";
import type { RefusedCalls } from "./minute-tally.ts";

export interface RecordMinuteDeps {
  readonly events: Pick<EventLog, "service" | "readOn" | "append">;
  /** Folded by the loop that `cover` waits for. */
  readonly recorded: RecordedRefusals;
  readonly cover: (position: Position, signal: AbortSignal) => Promise<void>;
  readonly replica: string;
  readonly now: () => Instant;
}

/**
 * Appends what was refused in one minute, one append for each stream. Told again, it appends nothing: the view of what
 * is recorded is covered first. Throws what the store throws; it is then to be told again.
 */
export const recordMinute =
  (deps: RecordMinuteDeps) =>
  async (refused: readonly RefusedCalls[], signal: AbortSignal): Promise<void> => {
    for (const [stream, ofStream] of Map.groupBy(refused, streamOf)) await recordIn(stream, ofStream, signal, deps);
  };

/** The stream of a customer's refused calls, or of those that came by nobody's ingress. */
export const streamOf = ({ customerId }: Pick<RefusedCalls, "customerId">): string =>
  `callrefusals-${customerId ?? "unprovisioned"}`;

async function recordIn(
  stream: string,
  refused: readonly RefusedCalls[],
  signal: AbortSignal,
  deps: RecordMinuteDeps,
): Promise<void> {
  const { events, recorded, cover } = deps;
  for (;;) {
    const folded = {
      stream,
      events: [],
      revision: recorded.revisionOf(stream),
      position: 0n,
      keyIds: new Set<string>(),
    };
    // Not the whole stream, which has half a million events a year: what came behind the view, an earlier try of ours too.
    const history = await events.readOn<AttestationEvent>(folded);
    await cover(history.position, signal);
    const due = refused.filter(({ reason, last }) => !recorded.holds(stream, reason, last));
    if (due.length === 0) return;
    await events.append<AttestationEvent>(
      history,
      due.map((one) => intended(one, deps)),
    );
  }
}

function intended(refused: RefusedCalls, { events, replica, now }: RecordMinuteDeps): Intended<AttestationEvent> {
  const { customerId, reason, minute, count, first, last, record } = refused;
  const firstJournalReference = journalReference(replica, first);
  // Not from the minute: a clock that is set back comes to the same minute again, with other calls.
  const id = uuidV5("CallsRefused", replica, customerId ?? "unprovisioned", reason, firstJournalReference);
  return {
    id,
    event: {
      type: "CallsRefused",
      data: {
        ...(customerId !== undefined && { customerId }),
        reason,
        minute,
        count,
        firstJournalReference,
        lastJournalReference: journalReference(replica, last),
        replica,
      },
    },
    envelope: {
      requestId: id,
      // No request stands behind it whose body could differ.
      requestMac: "none:",
      correlationId: id,
      actor: { kind: "service", id: events.service },
      occurredAt: instant(record.at),
      recordedAt: now(),
      planVersion: record.planVersion,
      policyHash: record.policyHash,
      service: events.service,
    },
  };
}
