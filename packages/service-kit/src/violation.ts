import type { DescField } from "@bufbuild/protobuf";
import {
  isReflectList,
  isReflectMap,
  isReflectMessage,
  type Path,
  pathToString,
  type ReflectMessage,
} from "@bufbuild/protobuf/reflect";
import type { Violation } from "@bufbuild/protovalidate";
import type { FieldViolation } from "./errors.ts";

/** Longest part of a given text that is repeated to its sender, in characters. */
const MAX_QUOTED = 60;

/**
 * A broken validation rule in words: which field, what is expected, what was given. Of a field that is marked
 * `debug_redact` (or stands inside one that is) only length and shape are said.
 */
export function describeViolation(
  request: ReflectMessage,
  { field: path, ruleId, message }: Violation,
): FieldViolation {
  const field = path.findLast((step) => step.kind === "field");
  const personal = path.some((step) => step.kind === "field" && step.proto.options?.debugRedact === true);
  const value = valueAt(request, path);
  // In the unit that the rule counts in.
  const length = ruleId.endsWith("_bytes") ? bytesOf : charactersOf;
  const given = personal ? shapeOf(value, length) : textOf(value, field, length);
  return {
    field: path.length === 0 ? "request" : pathToString(personal ? path.map(withoutKey) : path),
    description: `${expectation(ruleId, message, field)}${given === undefined ? "" : `; given: ${given}`}`,
  };
}

type Length = (text: string) => string;

const charactersOf: Length = (text) => `${Array.from(text).length} characters`;
const bytesOf: Length = (text) => `${Buffer.byteLength(text)} bytes`;

/** The key of a map of personal things may itself be one. */
const withoutKey = (step: Path[number]): Path[number] => (step.kind === "map_sub" ? { ...step, key: "…" } : step);

function expectation(ruleId: string, message: string, field: DescField | undefined): string {
  if (ruleId.startsWith("enum.") && field?.enum) {
    const names = field.enum.values.filter(({ number }) => number !== 0).map(({ name }) => name);
    return `must be one of ${names.join(", ")}`;
  }
  return expectations[ruleId] ?? message;
}

/** protovalidate's own words, where they describe the mistake instead of what is expected. */
const expectations: Readonly<Record<string, string>> = {
  required: "is required",
  "string.uuid_empty": "must be a valid UUID",
};

function valueAt(request: ReflectMessage, path: Path): unknown {
  if (path.length === 0) return undefined;
  let value: unknown = request;
  for (const step of path) {
    if (step.kind === "field" && isReflectMessage(value)) {
      const absent = step.fieldKind === "message" && !value.isSet(step);
      value = absent ? undefined : value.get(step);
    } else if (step.kind === "list_sub" && isReflectList(value)) value = value.get(step.index);
    else if (step.kind === "map_sub" && isReflectMap(value)) value = value.get(step.key);
    else return undefined;
  }
  return value ?? null;
}

/** The value as its sender would recognise it; undefined where there is nothing to say about it. */
function textOf(value: unknown, field: DescField | undefined, length: Length): string | undefined {
  if (typeof value === "string") return quoted(value, length);
  if (typeof value === "number" && field?.enum) return field.enum.value[value]?.name ?? String(value);
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean") return String(value);
  return shapeOf(value, length);
}

function quoted(text: string, length: Length): string {
  const characters = Array.from(text);
  if (characters.length <= MAX_QUOTED) return JSON.stringify(text);
  return `${JSON.stringify(characters.slice(0, MAX_QUOTED).join(""))}… (${length(text)})`;
}

/** Length and kind of a value, and none of it. */
function shapeOf(value: unknown, length: Length): string | undefined {
  if (value === null) return "nothing";
  if (typeof value === "string") return shapeOfText(value, length);
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (isReflectList(value) || isReflectMap(value)) return `${value.size} entries`;
  if (value === undefined || isReflectMessage(value)) return undefined;
  return `a ${typeof value}`;
}

function shapeOfText(text: string, length: Length): string {
  const kinds = shapes.filter(([, form]) => form.test(text)).map(([name]) => name);
  return `${length(text)}${kinds.length === 0 ? "" : ` (${kinds.join(", ")})`}`;
}

const shapes: readonly (readonly [string, RegExp])[] = [
  ["letters", /\p{L}/u],
  ["digits", /\p{N}/u],
  ["spaces", /\s/u],
  ["other", /[^\p{L}\p{N}\s]/u],
];
