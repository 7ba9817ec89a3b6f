import { isNode, type Node, type Source, walk } from "./source.ts";

/** Names of the runtime that give a clock, chance, the process or another way out. */
const OUTSIDE = new Set(
  "process performance crypto globalThis console fetch setTimeout setInterval setImmediate queueMicrotask Temporal".split(
    " ",
  ),
);
/** Modules that do I/O. */
const IO =
  /^(node:(fs|fs\/promises|net|tls|dgram|dns|http|https|http2|child_process|worker_threads|timers|timers\/promises|sqlite|os|process)|pg|nats|pino|@grpc\/grpc-js|@eventstore\/db-client)$/;

/** Where a source uses one of those names, the time of day or a random number. */
export function impureUses({ path, text, program }: Source): string[] {
  return [...walk(program)].flatMap(({ node, parent, key }) => {
    if (node.type !== "Identifier" || isMerelyAName(parent, key)) return [];
    const used = impurity(String(node["name"]), parent, key);
    return used ? [`${path}:${text.slice(0, node.start).split("\n").length} uses ${used}`] : [];
  });
}

function impurity(name: string, parent: Node | undefined, key: string): string | undefined {
  const property = key === "object" && isNode(parent?.["property"]) ? parent["property"]["name"] : undefined;
  if (name === "Math") return property === undefined || property === "random" ? `Math.${property ?? ""}` : undefined;
  if (name !== "Date") return OUTSIDE.has(name) ? name : undefined;
  // An instant that is given may be read: new Date(text), Date.parse(text).
  const given =
    parent?.type === "NewExpression" && Array.isArray(parent["arguments"]) && parent["arguments"].length > 0;
  return given || property === "parse" || property === "UTC" || key === "typeName" ? undefined : "Date";
}

/** `x.process`, `{ process: … }`: a name of the source's own. */
const isMerelyAName = (parent: Node | undefined, key: string): boolean =>
  (key === "property" || key === "key") && parent?.["computed"] !== true;

/** The ways by which a source, when it is loaded, comes to a module that does I/O; one way for each. */
export const impureWays =
  (applies: (path: string) => boolean) =>
  (sources: readonly Source[]): string[] => {
    const byPath = new Map(sources.map((source) => [source.path, source]));
    return sources
      .filter(({ path }) => applies(path))
      .flatMap(({ path }) => {
        const found: string[] = [];
        const seen = new Set<string>();
        const visit = (here: string, way: readonly string[]): void => {
          if (seen.has(here)) return;
          seen.add(here);
          for (const { target, typeOnly } of byPath.get(here)?.imports ?? []) {
            if (typeOnly) continue;
            if (IO.test(target)) found.push([...way, here, target].join(" → "));
            else visit(target, [...way, here]);
          }
        };
        visit(path, []);
        return found;
      });
  };
