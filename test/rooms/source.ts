import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path/posix";
import { fileURLToPath } from "node:url";
import { type Comment, parseSync } from "oxc-parser";

/** A node of the syntax tree (ESTree with TypeScript's nodes). */
export type Node = { readonly type: string; readonly start: number } & Readonly<Record<string, unknown>>;

export interface Import {
  /** As written. */
  readonly specifier: string;
  /** A path below the repository for a source of ours, else the specifier. */
  readonly target: string;
  /** Erased before it runs: `import type`, `export type … from`, `import("…").T`. */
  readonly typeOnly: boolean;
}

export interface Source {
  /** Below the repository, with slashes. */
  readonly path: string;
  readonly text: string;
  readonly program: Node;
  readonly comments: readonly Comment[];
  readonly imports: readonly Import[];
}

export const repository = fileURLToPath(new URL("../../", import.meta.url));

/** Paths of the repository's files below a folder, without what is installed, built or generated. */
export function filesBelow(folder: string): string[] {
  return readdirSync(join(repository, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return OTHERS.has(entry.name) || path === "packages/proto/src" ? [] : filesBelow(path);
    return [path];
  });
}

const OTHERS = new Set(["node_modules", "dist", "generated", "coverage", ".git", ".rmp"]);

/** Every TypeScript source of the repository that a person wrote, tests included. */
export const readSources = (): Source[] =>
  ["deploy", "packages", "services", "test"]
    .flatMap(filesBelow)
    .filter((path) => path.endsWith(".ts"))
    .map((path) => parse(path, readFileSync(join(repository, path), "utf8")));

/** Throws where the text is not TypeScript. */
export function parse(path: string, text: string): Source {
  const { program, comments, errors } = parseSync(path, text);
  if (errors[0]) throw new Error(`${path}: ${errors[0].message}`);
  const root: unknown = program;
  if (!isNode(root)) throw new Error(`${path}: no syntax tree`);
  const imports = [...walk(root)].flatMap(({ node }) => importOf(path, node) ?? []);
  return { path, text, program: root, comments, imports };
}

export interface Visited {
  readonly node: Node;
  readonly parent: Node | undefined;
  /** Under which name the parent holds the node. */
  readonly key: string;
}

/** A node and all below it. */
export function* walk(node: Node, parent?: Node, key = ""): Generator<Visited> {
  yield { node, parent, key };
  for (const [name, value] of Object.entries(node)) {
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (isNode(child)) yield* walk(child, node, name);
    }
  }
}

export const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";

/** The text of a string literal, or of a template without expressions. */
export function literal(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === "Literal" && typeof node["value"] === "string") return node["value"];
  if (node.type === "TSLiteralType") return literal(node["literal"]);
  const [quasi, ...more] = node.type === "TemplateLiteral" ? (node["quasis"] as { value: { cooked: string } }[]) : [];
  return more.length === 0 ? quasi?.value.cooked : undefined;
}

function importOf(path: string, node: Node): Import | undefined {
  const specifier = literal(node["source"] ?? (node.type === "TSImportType" ? node["argument"] : undefined));
  if (specifier === undefined) return undefined;
  const typeOnly = node.type === "TSImportType" || node["importKind"] === "type" || node["exportKind"] === "type";
  return { specifier, target: resolve(path, specifier), typeOnly };
}

function resolve(from: string, specifier: string): string {
  if (specifier.startsWith(".")) return join(dirname(from), specifier);
  const [scope, name, ...rest] = specifier.split("/");
  const pattern = scope === "@rmp" && name ? sourcesOf.get(`@rmp/${name}`) : undefined;
  return pattern?.replace("*", rest.join("/")) ?? specifier;
}

/** Package name → where its sources are, e.g. `packages/plan/src/*.ts`. */
const sourcesOf = new Map(
  ["deploy", "packages", "services", "test"].flatMap(filesBelow).flatMap((path) => {
    if (!path.endsWith("/package.json")) return [];
    const manifest = JSON.parse(readFileSync(join(repository, path), "utf8")) as {
      name: string;
      exports?: { "./*"?: { source: string } };
    };
    const pattern = manifest.exports?.["./*"]?.source ?? "./src/*.ts";
    return [[manifest.name, join(dirname(path), pattern)] as const];
  }),
);
