import { instant } from "@rmp/vocabulary/instant";
import fc from "fast-check";
import { expect, it } from "vitest";
import { instantOf, timestampOf } from "./timestamp.ts";

it("keeps every millisecond, before and after 1970", () => {
  fc.assert(
    fc.property(fc.integer({ min: Date.UTC(1900, 0), max: Date.UTC(2200, 0) }), (millis) => {
      expect(instantOf(timestampOf(instant(millis)))).toBe(instant(millis));
    }),
  );
});

it("cuts off what is below the millisecond", () =>
  expect(instantOf({ seconds: 1n, nanos: 1_999_999 })).toBe("1970-01-01T00:00:01.001Z"));
