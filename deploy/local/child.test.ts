import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type ChildSpec, repository, startChild } from "./child.ts";

const folder = await mkdtemp(join(tmpdir(), "rmp-child-"));
afterAll(() => rm(folder, { recursive: true }));

/** The error of a program that is started as a child and does not become ready. */
async function failureOf(name: string, program: string, bounds: Pick<ChildSpec, "readyMs"> = {}): Promise<string> {
  const file = join(folder, `${name}.mjs`);
  await writeFile(file, program);
  const spec = { name, module: relative(repository, file), logDirectory: folder, ...bounds };
  const child = await startChild(spec).catch(String);
  return typeof child === "string" ? child : expect.fail(`${name} became ready`);
}

describe("a child that does not become ready", () => {
  it("is ended when its time is over, and named", async () =>
    expect(await failureOf("silent", "setInterval(() => {}, 1000);", { readyMs: 100 })).toBe(
      "Error: silent ended before it was ready:\n",
    ));

  it("has its last words told when it ends by itself", async () =>
    expect(await failureOf("refused", 'console.error("The port is taken."); process.exit(1);')).toBe(
      "Error: refused ended before it was ready:\nThe port is taken.",
    ));
});
