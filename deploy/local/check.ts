// All that is checked without running the platform: `npm run check`. With `-- --write` it first mends what it can: the
// format and the generated code. Every part runs, also when one before it fails.
import { repository } from "./child.ts";
import { generate, outdated } from "./generated.ts";
import { tool } from "./tool.ts";

const write = process.argv.includes("--write");

/** Settles when all is in order; throws with what is not. */
const parts: Readonly<Record<string, () => Promise<void>>> = {
  "generated code": () => (write ? generate(repository) : compareGenerated()),
  format: () => tool(["biome", "format", ...(write ? ["--write"] : [])]),
  lint: () => tool(["oxlint"]),
  "lint of protos": async () => {
    await tool(["buf", "lint"]);
    await tool(["buf", "lint", "packages/embedded-event-store"]);
  },
  types: () => tool(["tsc", "-b"]),
  "rooms and their probes": () => tool(["vitest", "run", "--project", "parts", "test/rooms"]),
  "unused code": () => tool(["knip"]),
};

async function compareGenerated(): Promise<void> {
  const files = await outdated();
  if (files.length > 0)
    throw new Error(`Run \`npm run check -- --write\`. Not what the protos give:\n${files.join("\n")}`);
}

const failed: string[] = [];
for (const [name, run] of Object.entries(parts)) {
  const begun = performance.now();
  const problem = await run().then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  console.log(`${problem === undefined ? "ok    " : "FAILED"}  ${name.padEnd(24)}${seconds.padStart(6)} s`);
  if (problem === undefined) continue;
  console.log(problem);
  failed.push(name);
}
console.log(failed.length === 0 ? "All in order." : `Not in order: ${failed.join(", ")}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
