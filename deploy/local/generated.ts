import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repository } from "./child.ts";
import { tool } from "./tool.ts";

const PROTO = "packages/proto";
const EVENT_STORE = "packages/embedded-event-store";
/** Everything that is generated and committed. */
const FOLDERS = [`${PROTO}/src`, `${EVENT_STORE}/src/generated`];
const IMAGE = `${PROTO}/image.binpb`;

/** Generates all of it below `root`: the repository itself, or a folder to compare with. Throws with buf's words. */
export async function generate(root: string): Promise<void> {
  await tool(["buf", "generate", "-o", root]);
  // Read by protovalidate at run time; comments and line numbers are of no use to it.
  await tool(["buf", "build", "--exclude-source-info", "-o", join(root, IMAGE)]);
  await tool(["buf", "generate", "-o", join(root, EVENT_STORE)], join(repository, EVENT_STORE));
}

/** The generated files that are not what the protos give today, as paths below the repository. */
export async function outdated(): Promise<string[]> {
  const fresh = await mkdtemp(join(tmpdir(), "rmp-generated-"));
  try {
    await generate(fresh);
    const [expected, actual] = await Promise.all([contents(fresh), contents(repository)]);
    const paths = new Set([...expected.keys(), ...actual.keys()]);
    return [...paths].filter((path) => expected.get(path) !== actual.get(path)).sort();
  } finally {
    await rm(fresh, { recursive: true });
  }
}

async function contents(root: string): Promise<Map<string, string>> {
  const lists = await Promise.all(
    FOLDERS.map(async (folder) => {
      const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    }),
  );
  const files = [...lists.flat(), join(root, IMAGE)];
  const read = async (file: string) => [file.slice(join(root, "/").length), await readFile(file, "latin1")] as const;
  return new Map(await Promise.all(files.map(read)));
}
