import { expect, test } from "vitest";
import { recentIds } from "./recent-ids.ts";

test("an id is known for the stream it was last written to", () => {
  const recent = recentIds();
  recent.remember("id", "a", 0);
  recent.remember("id", "b", 7);
  expect([recent.revisionIn("a", "id"), recent.revisionIn("b", "id")]).toEqual([undefined, 7]);
});

test("the oldest ids are forgotten first", () => {
  const recent = recentIds(2);
  for (const [revision, id] of ["first", "second", "third"].entries()) recent.remember(id, "a", revision);
  expect(["first", "second", "third"].map((id) => recent.revisionIn("a", id))).toEqual([undefined, 1, 2]);
});
