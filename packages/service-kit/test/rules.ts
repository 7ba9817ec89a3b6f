import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { create, createFileRegistry, fromBinary, toBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import type { FieldViolation } from "../src/errors.ts";
import { createValidation } from "../src/validation.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const modules = [{ path: "proto" }, { path: "packages/service-kit/test/proto" }];

/** The image of `rules.proto`, built as the platform's own is. */
const image = execFileSync(
  "node_modules/.bin/buf",
  ["build", "--config", JSON.stringify({ version: "v2", modules }), "--output", "-"],
  { cwd: root },
);

const schema = createFileRegistry(fromBinary(FileDescriptorSetSchema, image)).getMessage("rmp.test.v1.CheckRequest");
export const validation = createValidation(image);
export const checkBytes = validation("/rmp.test.v1.RulesService/Check");

/** What is told of a request that is good but for these fields. */
export function checkFields(fields: object): readonly FieldViolation[] {
  if (!schema) throw new Error("rules.proto has no CheckRequest");
  const good = { requestId: "6f7d5c1e-2b0a-4c38-9d41-52d0b7a6e4f3", title: "t", kind: 1, limits: { sessions: 1 } };
  return checkBytes(toBinary(schema, create(schema, { ...good, ...fields })));
}
