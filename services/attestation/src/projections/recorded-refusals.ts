import type { Recorded } from "@rmp/event-store/envelope";
import { citedPlace, isBefore, type Place } from "../domain/place.ts";
import type { FollowedEvent } from "./followed-event.ts";

/** How far the refused calls of this replica's journal stand in the log, and where the next ones are appended. */
export interface RecordedRefusals {
  /** Of the stream's last event; -1 where there is none. */
  revisionOf(stream: string): number;
  /**
   * Whether the calls of a reason are recorded up to a place in this replica's journal. They are appended in the
   * journal's order, which no clock changes that is set back.
   */
  holds(stream: string, reason: string, last: Place): boolean;
  apply(recorded: Recorded<FollowedEvent>): void;
}

export function createRecordedRefusals(replica: string): RecordedRefusals {
  const revisions = new Map<string, number>();
  const recordedUntil = new Map<string, Place>();
  const keyOf = (stream: string, reason: string): string => `${stream} ${reason}`;
  return {
    revisionOf: (stream) => revisions.get(stream) ?? -1,
    holds(stream, reason, last) {
      const until = recordedUntil.get(keyOf(stream, reason));
      return until !== undefined && !isBefore(until, last);
    },
    apply({ stream, revision, event }) {
      if (event.type !== "CallsRefused") return;
      revisions.set(stream, revision);
      const last = citedPlace(event.data.lastJournalReference);
      if (last && event.data.replica === replica) recordedUntil.set(keyOf(stream, event.data.reason), last);
    },
  };
}
