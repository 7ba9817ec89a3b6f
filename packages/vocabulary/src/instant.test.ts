import fc from "fast-check";
import { expect, test } from "vitest";
import { instant, isInstant, parseInstant, plus, toMillis } from "./instant.ts";

test("an instant is UTC with milliseconds", () => {
  expect(instant(0)).toBe("1970-01-01T00:00:00.000Z");
  expect(instant(new Date("2026-11-24T10:00:00-05:00"))).toBe("2026-11-24T15:00:00.000Z");
});

test("instants compare as the moments they name", () => {
  const millis = fc.integer({ min: -62167219200000, max: 253402300799999 });
  fc.assert(fc.property(millis, millis, (a, b) => instant(a) < instant(b) === a < b && toMillis(instant(a)) === a));
});

test("offsets are resolved and digits below the millisecond cut off", () => {
  expect(parseInstant("2026-11-24T10:00:00.123999-05:00")).toBe("2026-11-24T15:00:00.123Z");
  expect(parseInstant("2026-11-24T10:00:00Z")).toBe("2026-11-24T10:00:00.000Z");
});

test.each(["", "2026-11-24", "2026-11-24T10:00:00", "2026-02-30T10:00:00Z", "2026-11-24T25:00:00Z", "yesterday"])(
  "%j is no instant",
  (text) => expect(parseInstant(text)).toBeUndefined(),
);

test("only the one form counts as an Instant", () => {
  expect(isInstant("2026-11-24T10:00:00.000Z")).toBe(true);
  expect(isInstant("2026-11-24T10:00:00Z")).toBe(false);
  expect(isInstant("2026-02-30T10:00:00.000Z")).toBe(false);
  expect(isInstant(0)).toBe(false);
});

test("a year beyond four digits is refused, it would compare wrongly", () => {
  expect(() => instant(253402300800000)).toThrow(RangeError);
});

test("durations add up", () => {
  const start = instant(0);
  expect(plus(start, { days: 1, hours: 1, minutes: 1, seconds: 1, milliseconds: 1 })).toBe("1970-01-02T01:01:01.001Z");
  expect(plus(start, { hours: -24 })).toBe("1969-12-31T00:00:00.000Z");
});
