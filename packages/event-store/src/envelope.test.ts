import { expect, test } from "vitest";
import { categoryOf, eventRef, formatPosition, parsePosition } from "./envelope.ts";

test("a position travels as decimal text, at full width", () => {
  expect(parsePosition(formatPosition(9007199254740993n))).toBe(9007199254740993n);
});

test.each(["", "-1", "1.5", "0x10", "01", " 1", "99999999999999999999"])("%j is no position", (text) =>
  expect(parsePosition(text)).toBeUndefined(),
);

test("an event is cited by its place in its stream", () => {
  expect(eventRef({ stream: "book-1", revision: 0 })).toBe("book-1@0");
});

test("the category is what stands before the first dash", () => {
  expect(["book-1-2", "book", "-1", "$settings"].map(categoryOf)).toEqual(["book", "", "", ""]);
});
