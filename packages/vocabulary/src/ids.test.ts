import { expect, test } from "vitest";
import { isId, parseId, uuidV5 } from "./ids.ts";

test("the same parts give the same id for ever", () => {
  expect(uuidV5("customer", "OpenOnboarding", "1")).toBe("8c391759-1d3b-52fc-a335-195b99d1db8e");
});

test("where one part ends matters", () => {
  expect(uuidV5("ab", "c")).not.toBe(uuidV5("a", "bc"));
  expect(() => uuidV5("a\u0000b")).toThrow(RangeError);
});

test("ids are read in either case and kept in lower", () => {
  expect(parseId("6F7D5C1E-2B0A-5C38-9D41-52D0B7A6E4F3")).toBe("6f7d5c1e-2b0a-5c38-9d41-52d0b7a6e4f3");
  expect(parseId("6f7d5c1e")).toBeUndefined();
  expect(isId("6F7D5C1E-2B0A-5C38-9D41-52D0B7A6E4F3")).toBe(false);
});
