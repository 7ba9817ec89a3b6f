import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { filesBelow, repository } from "./source.ts";

const read = (path: string): string => readFileSync(join(repository, path), "utf8");
const files = filesBelow("");

test("no file names the host of a package registry or of a distribution", () => {
  // In pieces, or this file would be one.
  const hosts = ["npmjs", "yarnpkg", "npmmirror", "debian", "nuget"].map(
    (name) => new RegExp(`\\b${name}\\.(org|com)\\b`),
  );
  expect(files.filter((path) => hosts.some((host) => host.test(read(path))))).toEqual([]);
});

test("the lockfile names no host", () => {
  expect(read("pnpm-lock.yaml").match(/\w+:\/\/\S*/g)).toEqual(null);
});

test("the top level holds what design/house.md lists", () => {
  const folders = "deploy packages proto services test";
  const papers = "CHANGELOG.md CONTRIBUTING.md LICENSE README.md SECURITY.md";
  const configs =
    "biome.json buf.gen.yaml buf.yaml knip.json package.json pnpm-lock.yaml pnpm-workspace.yaml tsconfig.base.json tsconfig.json tsconfig.test.json vitest.config.ts";
  const made = ["node_modules", "coverage"];
  const top = readdirSync(repository).filter((name) => !name.startsWith(".") && !made.includes(name));
  expect(top.sort()).toEqual([folders, papers, configs].join(" ").split(" ").sort());
});

test("every project is type-checked with the tests", () => {
  const { references } = JSON.parse(read("tsconfig.test.json")) as { references: { path: string }[] };
  const projects = files.filter((path) => /^(deploy|packages|services)\/.*tsconfig\.json$/.test(path)).map(dirname);
  expect(references.map(({ path }) => path)).toEqual(projects.sort());
});
