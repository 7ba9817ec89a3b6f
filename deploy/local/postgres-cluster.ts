import { execFile } from "node:child_process";
import { access, mkdir, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { alive } from "./lock.mjs";
import { postgresBinaries } from "./postgres-binaries.ts";
import { asOrdinaryUser } from "./postgres-user.ts";

/**
 * Creates the data directory where there is none, whole or not at all: it is made beside and renamed. Of two processes
 * that do so at once one wins and both go on. The superuser is `postgres` with the password in the file (its first
 * line), asked for by SCRAM; text is UTF-8 and sorts by byte, so that no locale of the machine matters.
 */
export async function createCluster(data: string, passwordFile: string): Promise<void> {
  if (await isCluster(data)) return;
  await mkdir(dirname(data), { recursive: true });
  await removeLeftovers(data);
  const { initdb } = await postgresBinaries();
  const fresh = `${data}.new-${process.pid}`;
  const flags = ["--username=postgres", "--auth=scram-sha-256", `--pwfile=${passwordFile}`, "--encoding=UTF8"];
  const [command, ...args] = asOrdinaryUser(initdb);
  await promisify(execFile)(command, [...args, `--pgdata=${fresh}`, ...flags, "--locale=C"]);
  try {
    await rename(fresh, data);
  } catch (error) {
    await rm(fresh, { recursive: true });
    if (!(await isCluster(data))) throw error;
  }
}

const isCluster = (data: string): Promise<boolean> =>
  access(join(data, "PG_VERSION")).then(
    () => true,
    () => false,
  );

/** What a process that was killed while it created the data directory left beside it. */
async function removeLeftovers(data: string): Promise<void> {
  const prefix = `${basename(data)}.new-`;
  for (const entry of await readdir(dirname(data))) {
    if (entry.startsWith(prefix) && !alive(entry.slice(prefix.length))) {
      await rm(join(dirname(data), entry), { recursive: true, force: true });
    }
  }
}
