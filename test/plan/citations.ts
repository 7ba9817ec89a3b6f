import { isNode, literal, type Node, type Source, walk } from "../rooms/source.ts";

/** A function of a service's rules, and what its docstring cites. */
export interface RuleFunction {
  readonly name: string;
  readonly service: string;
  /** Its docstring begins with the sentence's source, `Plan IV: …` or `47 CFR 64.1200(n)(1): …`. */
  readonly opensWithSource: boolean;
  /** Commitments (`C-IV-14`), plan sections (`Plan IV`) and rules of the FCC (`47 CFR 64.1200(n)(1)`). */
  readonly cites: readonly string[];
}

const CITATION = /\bC-[IVX]+-\d+\b|\bPlan [IVX]+\b|\b47 CFR \d+\.\d+(?:\(\w+\))*/g;

const serviceOf = (path: string): string => path.split("/")[1] ?? "";

/** The exported functions of `services/<name>/src/domain/rules*`. */
export const ruleFunctions = (sources: readonly Source[]): RuleFunction[] =>
  sources
    .filter(({ path }) => /^services\/[^/]+\/src\/domain\/rules/.test(path) && !path.endsWith(".test.ts"))
    .flatMap((source) =>
      (source.program["body"] as Node[]).flatMap((statement) =>
        functionsOf(statement).map((name) => {
          const doc = docstringOf(source, statement);
          return {
            name: `${source.path} ${name}`,
            service: serviceOf(source.path),
            opensWithSource: /^\*[\s*]*(Plan [IVX]+\b|47 CFR )/.test(doc),
            cites: [...new Set(citationsIn(doc))],
          };
        }),
      ),
    );

function functionsOf(statement: Node): string[] {
  const declaration = statement.type === "ExportNamedDeclaration" ? statement["declaration"] : undefined;
  if (!isNode(declaration)) return [];
  if (declaration.type === "FunctionDeclaration") return [nameOf(declaration)];
  const declarators = declaration.type === "VariableDeclaration" ? (declaration["declarations"] as Node[]) : [];
  return declarators.filter(({ init }) => isNode(init) && /Function/.test(init.type)).map(nameOf);
}

const nameOf = ({ id }: Node): string => (isNode(id) ? String(id["name"]) : "");

function docstringOf({ text, comments }: Source, statement: Node): string {
  const doc = comments.findLast(({ end }) => end <= statement.start);
  return doc?.type === "Block" && text.slice(doc.end, statement.start).trim() === "" ? doc.value : "";
}

/** What the `describe`s of a service's tests cite. */
const citedByTests = (sources: readonly Source[], service: string): ReadonlySet<string> =>
  new Set(
    sources
      .filter(({ path }) => path.startsWith(`services/${service}/`) && path.endsWith(".test.ts"))
      .flatMap(titlesOf)
      .flatMap(citationsIn),
  );

const citationsIn = (text: string): readonly string[] => text.match(CITATION) ?? [];

/** Titles of a source's `describe`s; of a title made at run time its beginning with each commitment of the file. */
export const titlesOf = ({ program }: Source): string[] =>
  [...walk(program)].flatMap(({ node }) => {
    const [title] = node.type === "CallExpression" && isDescribe(node["callee"]) ? (node["arguments"] as Node[]) : [];
    if (!title) return [];
    const plain = literal(title);
    if (plain !== undefined) return [plain];
    const [quasi] = title.type === "TemplateLiteral" ? (title["quasis"] as { value: { cooked: string } }[]) : [];
    const named = [...walk(program)]
      .map((visited) => literal(visited.node) ?? "")
      .filter((text) => /^C-[IVX]+-\d+$/.test(text));
    return quasi ? named.map((id) => `${quasi.value.cooked}${id}`) : [];
  });

/** `describe(…)`, `describe.skipIf(…)(…)`, `describe.each(…)(…)`. */
function isDescribe(callee: unknown): boolean {
  if (!isNode(callee)) return false;
  if (callee.type === "Identifier") return callee["name"] === "describe";
  return isDescribe(callee["object"] ?? callee["callee"]);
}

/** What a service's rules cite and no `describe` of its tests names, as `<function> cites <citation>`. */
export function untested(sources: readonly Source[]): string[] {
  const rules = ruleFunctions(sources);
  const services = new Set(rules.map(({ service }) => service));
  const tested = new Map([...services].map((service) => [service, citedByTests(sources, service)]));
  return rules.flatMap(({ name, service, cites }) =>
    cites.filter((citation) => !tested.get(service)?.has(citation)).map((citation) => `${name} cites ${citation}`),
  );
}

/** Titles that name a commitment which the plan does not have, or has in another section. */
export function misquoted(titles: readonly string[], commitments: ReadonlySet<string>): string[] {
  return titles.filter((title) => {
    const section = /^Plan ([IVX]+)/.exec(title)?.[1];
    const ids = citationsIn(title).filter((citation) => citation.startsWith("C-"));
    return ids.some((id) => !commitments.has(id) || (section !== undefined && id.split("-")[1] !== section));
  });
}
