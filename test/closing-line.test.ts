import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { repository } from "./rooms/source.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rmp-closing-line-"));
  const reporter = join(repository, "test/closing-line.ts");
  const config = `import { closingLine } from ${JSON.stringify(reporter)};
    export default { test: { globals: true, reporters: ["default", closingLine] } };`;
  writeFileSync(join(folder, "vitest.config.mjs"), config);
});

afterEach(() => rmSync(folder, { recursive: true }));

/** The last line that a run of these test files prints, and its exit status. */
function closing(files: Readonly<Record<string, string>>): [line: string | undefined, status: number | null] {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const vitest = join(repository, "node_modules/vitest/vitest.mjs");
  const { stdout, status } = spawnSync(process.execPath, [vitest, "run", "--root", folder], {
    encoding: "utf8",
    env: { PATH: process.env["PATH"], NO_COLOR: "1" },
  });
  return [stdout.trimEnd().split("\n").at(-1), status];
}

test("a green run", { timeout: 60_000 }, () => {
  expect(closing({ "a.test.js": 'test("a", () => {}); test("b", () => {});' })).toEqual(["2 passed, 0 failed", 0]);
});

test("what is skipped is said, what breaks outside a test counts as failed", { timeout: 60_000 }, () => {
  const line = closing({
    "a.test.js": 'test("a", () => {}); test.skip("b", () => {}); test("c", () => { throw new Error("c"); });',
    "before-all.test.js": 'describe("d", () => { beforeAll(() => { throw new Error("d"); }); test("e", () => {}); });',
    "import.test.js": 'import "./missing.js"; test("f", () => {});',
    "rejection.test.js": 'test("g", () => { Promise.reject(new Error("g")); });',
  });
  expect(line).toEqual(["2 passed, 4 failed, 2 skipped", 1]);
});

test("a run without tests", { timeout: 60_000 }, () => {
  expect(closing({})).toEqual(["0 passed, 0 failed", 1]);
});
