import { describe, expect, test } from "vitest";
import { rules } from "./rules.ts";
import { needlessReasons } from "./sizes.ts";
import { parse, readSources } from "./source.ts";

const sources = readSources();

describe.each(rules)("$sentence", ({ violations, probe, finds }) => {
  test("holds", () => {
    expect(violations(sources)).toEqual([]);
  });

  test("would be seen broken", () => {
    const planted = Object.entries(probe).map(([path, text]) => parse(path, text));
    expect(violations(planted)).toEqual(finds);
  });
});

test("the rules see the sources of every room", () => {
  const rooms = new Set(sources.map(({ path }) => path.split("/").slice(0, 2).join("/")));
  expect([...rooms].sort()).toEqual(
    expect.arrayContaining([
      "deploy/local",
      "packages/event-store",
      "packages/test-kit",
      "services/auditor",
      "test/rooms",
    ]),
  );
});

test("every reason for a long file is still needed", () => {
  expect(needlessReasons(sources)).toEqual([]);
});
