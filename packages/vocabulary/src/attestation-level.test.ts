import { expect, test } from "vitest";
import { weaker } from "./attestation-level.ts";

test("a bound can only lower the level", () => {
  expect(weaker("A", "B")).toBe("B");
  expect(weaker("C", "A")).toBe("C");
  expect(weaker("A", "A")).toBe("A");
});
