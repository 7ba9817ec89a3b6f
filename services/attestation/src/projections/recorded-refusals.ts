import type { Recorded } from "@rmp/event-store/envelope";
import type { Instant } from "@rmp/vocabulary/instant";
import type { FollowedEvent } from "./followed-event.ts";

/** Which minutes of this replica stand in the log, and where the next one is appended. */
export interface RecordedRefusals {
  /** Of the stream's last event; -1 where there is none. */
  revisionOf(stream: string): number;
  /** Whether a minute of this replica is recorded. A reason's minutes are appended in order. */
  holds(stream: string, reason: string, minute: Instant): boolean;
  apply(recorded: Recorded<FollowedEvent>): void;
}

export function createRecordedRefusals(replica: string): RecordedRefusals {
  const revisions = new Map<string, number>();
  const lastMinutes = new Map<string, Instant>();
  const keyOf = (stream: string, reason: string): string => `${stream} ${reason}`;
  return {
    revisionOf: (stream) => revisions.get(stream) ?? -1,
    holds(stream, reason, minute) {
      const last = lastMinutes.get(keyOf(stream, reason));
      return last !== undefined && minute <= last;
    },
    apply({ stream, revision, event }) {
      if (event.type !== "CallsRefused") return;
      revisions.set(stream, revision);
      if (event.data.replica === replica) lastMinutes.set(keyOf(stream, event.data.reason), event.data.minute);
    },
  };
}
