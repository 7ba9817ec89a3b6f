import { describe, expect, it } from "vitest";
import { firstCharacters } from "./lengths.ts";

describe("the first characters of a text", () => {
  it("are the whole of one that is no longer", () => expect(firstCharacters("911", 3)).toBe("911"));
  it("are those of a longer one", () => expect(firstCharacters("9110", 3)).toBe("911"));
  it("are never half of one", () => expect(firstCharacters("📞📞📞", 2)).toBe("📞📞"));
});
