import { describe, expect, test } from "vitest";
import type { RecordedEvent } from "./event-table.ts";
import { newestEvents } from "./newest-events.ts";

const at = (position: number, bytes = 1): RecordedEvent => ({
  position,
  stream: "a",
  revision: position,
  id: `${position}`,
  type: "Noted",
  json: true,
  created: 0,
  data: Buffer.alloc(bytes),
  metadata: Buffer.alloc(0),
});
const positions = (events: readonly RecordedEvent[] | undefined) => events?.map(({ position }) => position);

describe("the newest events of a log that stood at 10", () => {
  test("nothing is known of what is older", () => {
    expect(newestEvents(10).from(10, 9)).toBe(undefined);
  });

  test("nothing is newer yet", () => {
    expect(newestEvents(10).from(11, 9)).toEqual([]);
  });

  test("they are given from a position on, between two events or not, up to the limit", () => {
    const newest = newestEvents(10);
    newest.add([at(20), at(30), at(40)]);
    expect(positions(newest.from(20, 9))).toEqual([20, 30, 40]);
    expect(positions(newest.from(21, 9))).toEqual([30, 40]);
    expect(positions(newest.from(11, 2))).toEqual([20, 30]);
    expect(positions(newest.from(41, 9))).toEqual([]);
  });

  test("the oldest go when there are too many", () => {
    const newest = newestEvents(10, 2);
    newest.add([at(20), at(30), at(40)]);
    expect(newest.from(20, 9)).toBe(undefined);
    expect(positions(newest.from(21, 9))).toEqual([30, 40]);
  });

  test("the oldest go when they are too large", () => {
    const newest = newestEvents(10);
    newest.add([at(20, 3_000_000), at(30, 3_000_000)]);
    expect(positions(newest.from(21, 9))).toEqual([30]);
  });
});
