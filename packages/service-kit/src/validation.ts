import { readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { dirname, join } from "node:path";
import { createFileRegistry, type DescMessage, type FileRegistry, fromBinary } from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { createValidator, type Validator } from "@bufbuild/protovalidate";
import type { FieldViolation } from "./errors.ts";
import { describeViolation } from "./violation.ts";

/** What is wrong with a request, given its bytes; empty where nothing is. Throws for a rule that fails on it. Takes a few µs. */
export type RequestCheck = (bytes: Uint8Array) => readonly FieldViolation[];

/** The check of one method, by its path (`/package.Service/Method`). */
export type Validation = (path: string) => RequestCheck;

/** All protos of the platform with their rules (`buf build`): the image that `@rmp/proto` keeps beside its code. */
export function protoImage(): Uint8Array {
  const manifest = findPackageJSON("@rmp/proto", import.meta.url);
  if (manifest === undefined) throw new Error("@rmp/proto is not installed");
  return readFileSync(join(dirname(manifest), "image.binpb"));
}

/**
 * Validation by the rules in the protos (protovalidate), over the bytes as they came. Asking for a method's check throws
 * where the image does not know the method or one of its rules cannot be compiled: that stops the start, not a call.
 */
export function createValidation(image: Uint8Array): Validation {
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, image));
  const validator = createValidator({ registry });
  return (path) => {
    const check = checkOf(inputOf(registry, path), validator);
    // Rules are compiled at first use, which takes up to 90 ms: not in a call.
    check(new Uint8Array());
    return check;
  };
}

function inputOf(registry: FileRegistry, path: string): DescMessage {
  const [, service = "", name = ""] = path.split("/");
  const method = registry.getService(service)?.methods.find((candidate) => candidate.name === name);
  if (!method) throw new Error(`the proto image does not know ${path}`);
  return method.input;
}

const checkOf =
  (schema: DescMessage, validator: Validator): RequestCheck =>
  (bytes) => {
    const message = decoded(schema, bytes);
    if (!message)
      return [{ field: "request", description: `must be a ${schema.typeName}; given: ${bytes.length} bytes` }];
    const { kind, error, violations } = validator.validate(schema, message);
    if (kind === "valid") return [];
    if (kind === "error") throw error;
    const request = reflect(schema, message);
    return violations.map((violation) => describeViolation(request, violation));
  };

function decoded(schema: DescMessage, bytes: Uint8Array) {
  try {
    return fromBinary(schema, bytes);
  } catch {
    return undefined;
  }
}
