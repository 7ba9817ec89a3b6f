import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readKeys, readSecret } from "./secrets.ts";

const directory = mkdtempSync(join(tmpdir(), "rmp-secrets-"));
afterAll(() => rmSync(directory, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

it("a secret is its file without the line end", () => expect(readSecret(file("s", "user:pa ss\n"))).toBe("user:pa ss"));

it("an empty secret is refused, named by its file", () => {
  const path = file("empty", "\n");
  expect(() => readSecret(path)).toThrow(`the secret in ${path} is empty`);
});

it("keys are had by their ids", () => {
  const key = Buffer.alloc(32, 7);
  const path = file(
    "keys",
    JSON.stringify({ current: "2", keys: { "1": key.toString("base64"), "2": key.toString("base64") } }),
  );
  expect(readKeys(path)).toEqual({
    current: "2",
    keys: new Map([
      ["1", key],
      ["2", key],
    ]),
  });
});

describe("keys are refused, without their text,", () => {
  const good = Buffer.alloc(32).toString("base64");
  it.each([
    ["where the current one is missing", JSON.stringify({ current: "2", keys: { "1": good } })],
    ["where one is too short", JSON.stringify({ current: "1", keys: { "1": "c2hvcnQ=" } })],
    ["where it is no JSON", "c2VjcmV0"],
  ])("%s", (what, text) => {
    const path = file(what.replaceAll(" ", "-"), text);
    expect(() => readKeys(path)).toThrow(new Error(`${path} is not {"current": id, "keys": {id: base64 of 32 bytes}}`));
  });
});
