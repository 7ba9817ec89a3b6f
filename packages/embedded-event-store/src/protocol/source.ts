import { ALL } from "../rules/access.ts";
import type { Direction, RecordedEvent } from "../storage/event-table.ts";
import type { Log } from "../storage/log.ts";
import type { From } from "./read-request.ts";

/** What is read: one stream by revision, or the whole log by position. Both count places in whole numbers. */
export interface Source {
  readonly name: string;
  /** Place of the last event: −1 for a stream without events, 0 for an empty log. */
  last(): number;
  /** Events from a place on, inclusive. Empty: nothing more in this direction, for now. */
  page(direction: Direction, from: number): readonly RecordedEvent[];
  placeOf(event: RecordedEvent): number;
  /** Place of the first event that a read takes in; undefined where it cannot begin there. */
  begin(direction: Direction, from: From): number | undefined;
  /** Place of the first event that a subscription takes in: after `from`; undefined where it cannot begin there. */
  resume(from: From): number | undefined;
}

const LARGEST_REVISION = 2 ** 63;

/** A read begins with the revision it names, in both directions. */
export const streamSource = (log: Log, name: string): Source => ({
  name,
  last: () => log.lastRevision(name),
  page: (direction, from) => log.streamPage(name, direction, from),
  placeOf: (event) => event.revision,
  begin(direction, from) {
    if (from === "start") return 0;
    if (direction === "backwards") return from === "end" ? LARGEST_REVISION : from;
    return from === "end" || from >= LARGEST_REVISION ? undefined : from;
  },
  resume: (from) => (from === "start" ? 0 : (from === "end" ? log.lastRevision(name) : from) + 1),
});

/** A position lies behind its event as one looks back: forward it is read, backward not. */
export function logSource(log: Log): Source {
  const stands = (position: number) => position === 0 || log.isPosition(position);
  const beyond = (position: number) => position > log.lastPosition();
  return {
    name: ALL,
    last: log.lastPosition,
    page: log.logPage,
    placeOf: (event) => event.position,
    begin(direction, from) {
      if (from === "start") return 0;
      if (from === "end") return log.lastPosition() + (direction === "forwards" ? 1 : 0);
      if (direction === "backwards") return stands(from) ? from - 1 : undefined;
      return stands(from) || beyond(from) ? from : undefined;
    },
    resume(from) {
      if (from === "start") return 0;
      if (from === "end") return log.lastPosition() + 1;
      return stands(from) || beyond(from) ? from + 1 : undefined;
    },
  };
}
