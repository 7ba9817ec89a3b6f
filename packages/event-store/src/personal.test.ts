import { inspect } from "node:util";
import { expect, test } from "vitest";
import { Personal } from "./personal.ts";

test("whoever prints or serialises it sees nothing of it", () => {
  const name = Personal.of("Ada Lovelace", "reader-1");
  expect([JSON.stringify({ name }), inspect({ name }), String(name), JSON.stringify(Object.assign({}, name))]).toEqual([
    '{"name":"[personal]"}',
    "{ name: [personal] }",
    "[personal]",
    "{}",
  ]);
});

test("the codec gets at what it holds", () => {
  expect(Personal.held(Personal.of("Ada Lovelace", "reader-1"))).toEqual({
    plain: "Ada Lovelace",
    subject: "reader-1",
  });
});
