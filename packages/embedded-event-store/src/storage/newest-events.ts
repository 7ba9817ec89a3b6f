import type { RecordedEvent } from "./event-table.ts";

const CAPACITY = 1_024;
const CAPACITY_BYTES = 4 * 1_048_576;

/** The newest committed events in memory: a reader who keeps up costs no query, however many there are. */
export interface NewestEvents {
  add(events: readonly RecordedEvent[]): void;
  /** Up to `limit` events from a position on; undefined when some of them may be older than what is held. */
  from(position: number, limit: number): readonly RecordedEvent[] | undefined;
}

/** `floor`: position of the last event that is not held. */
export function newestEvents(floor: number, capacity = CAPACITY): NewestEvents {
  const held: RecordedEvent[] = [];
  let bytes = 0;
  const size = ({ data, metadata }: RecordedEvent) => data.length + metadata.length;
  return {
    add(events) {
      for (const event of events) {
        held.push(event);
        bytes += size(event);
      }
      while (held.length > capacity || bytes > CAPACITY_BYTES) {
        const oldest = held.shift();
        if (!oldest) return;
        bytes -= size(oldest);
        floor = oldest.position;
      }
    },
    from(position, limit) {
      if (position <= floor) return undefined;
      // From the end: who keeps up wants the last few.
      let first = held.length;
      while (first > 0 && (held[first - 1]?.position ?? 0) >= position) first -= 1;
      return held.slice(first, first + limit);
    },
  };
}
