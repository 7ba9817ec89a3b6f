import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse, readSources, repository } from "../rooms/source.ts";
import { misquoted, ruleFunctions, titlesOf, untested } from "./citations.ts";

const sources = readSources();
const tsv = readFileSync(join(repository, "packages/plan/data/commitments.tsv"), "utf8");
const commitments = new Set(tsv.split("\n").map((line) => line.split("\t")[0] ?? ""));

const rules = parse(
  "services/enforcement/src/domain/rules.ts",
  `/** Plan IV, C-IV-14: one warning. */
  export const oneWarning = (n: number) => n === 1;
  /** A rule that begins with its own words, and cites 47 CFR 64.1200(n)(1). */
  export function promptly(): void {}
  export const bare = function () {};
  /** No function: nothing to cite. */
  export const limit = 3;`,
);
const tests = parse(
  "services/enforcement/src/domain/decide.test.ts",
  'describe("Plan IV, C-IV-14: one warning", () => {}); describe.skipIf(no)(`Plan V, ${id}: ${words}`, () => ["C-V-04"]);',
);

describe("a rule opens with its source", () => {
  test("everywhere", () => {
    expect(ruleFunctions(sources).filter((rule) => !rule.opensWithSource)).toEqual([]);
  });

  test("and one that does not is seen", () => {
    const path = "services/enforcement/src/domain/rules.ts";
    expect(ruleFunctions([rules])).toEqual([
      { name: `${path} oneWarning`, service: "enforcement", opensWithSource: true, cites: ["Plan IV", "C-IV-14"] },
      { name: `${path} promptly`, service: "enforcement", opensWithSource: false, cites: ["47 CFR 64.1200(n)(1)"] },
      { name: `${path} bare`, service: "enforcement", opensWithSource: false, cites: [] },
    ]);
  });
});

describe("what a rule cites has a test in its service", () => {
  test("everywhere", () => {
    expect(untested(sources)).toEqual([]);
  });

  test("and a citation without one is seen", () => {
    expect(untested([rules, tests])).toEqual([`${rules.path} promptly cites 47 CFR 64.1200(n)(1)`]);
    expect(untested([rules])).toEqual([
      `${rules.path} oneWarning cites Plan IV`,
      `${rules.path} oneWarning cites C-IV-14`,
      `${rules.path} promptly cites 47 CFR 64.1200(n)(1)`,
    ]);
  });
});

describe("a test names a commitment of the plan, under its section", () => {
  test("everywhere", () => {
    const titles = sources.filter(({ path }) => path.startsWith("services/")).flatMap(titlesOf);
    expect(misquoted(titles, commitments)).toEqual([]);
  });

  test("and a wrong one is seen", () => {
    expect(titlesOf(tests)).toEqual(["Plan IV, C-IV-14: one warning", "Plan V, C-V-04"]);
    expect(
      misquoted(["Plan IV, C-IV-14", "Plan V, C-IV-14", "Plan IV, C-IV-999", "Plan II: none"], commitments),
    ).toEqual(["Plan V, C-IV-14", "Plan IV, C-IV-999"]);
  });
});
