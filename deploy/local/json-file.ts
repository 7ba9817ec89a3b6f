import { readFile, rename, writeFile } from "node:fs/promises";
import type { z } from "zod";

/** A file of ours, whole or not at all, for its owner alone. */
export async function saveJson(file: string, value: unknown): Promise<void> {
  await writeFile(`${file}.tmp`, JSON.stringify(value), { mode: 0o600 });
  await rename(`${file}.tmp`, file);
}

/** What a file of ours holds; undefined where there is none. Throws where it is not what the schema says. */
export async function readJson<S extends z.ZodType>(file: string, schema: S): Promise<z.infer<S> | undefined> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  return text === undefined ? undefined : schema.parse(JSON.parse(text));
}
