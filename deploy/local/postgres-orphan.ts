import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** How long an owner that may just be stopping its database is waited for, and how long an orphan's shutdown may take. */
const OWNER_MS = 5_000;
const ORPHAN_MS = 20_000;
const LOOK_AGAIN_MS = 50;

/**
 * Sees to it that no database runs on the data directory: one that outlived its owner is shut down, one that still has
 * an owner is waited for, in case that is just stopping it. Throws, naming the owner, where it goes on.
 */
export async function endOrphan(data: string): Promise<void> {
  const begun = Date.now();
  for (let signalled = false; ; await delay(LOOK_AGAIN_MS)) {
    const database = databaseOf(data);
    if (!database) return;
    const owned = processOf(database.parent)?.command.includes("postgres.ts");
    if (!owned && !signalled) {
      process.kill(database.pid, "SIGINT");
      signalled = true;
    }
    if (Date.now() - begun > (owned ? OWNER_MS : ORPHAN_MS)) {
      throw new Error(`Process ${owned ? database.parent : database.pid} is using the database in ${data}.`);
    }
  }
}

/** The living process that postmaster.pid names, if it is a PostgreSQL: after a crash the pid may be anybody's. */
function databaseOf(data: string): { pid: number; parent: number } | undefined {
  const pid = Number(firstLine(join(data, "postmaster.pid")));
  const running = pid > 0 ? processOf(pid) : undefined;
  return running?.command.includes("postgres") && running.command.includes(data)
    ? { pid, parent: running.parent }
    : undefined;
}

function firstLine(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8").split("\n")[0];
  } catch {
    return undefined; // no database runs here, or it has just removed its file
  }
}

function processOf(pid: number): { parent: number; command: string } | undefined {
  try {
    if (process.platform === "linux") {
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
      const parent = /\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1];
      return { parent: Number(parent), command };
    }
    const [, parent, command] =
      /(\d+) (.*)/.exec(execFileSync("ps", ["-o", "ppid=,command=", "-p", `${pid}`], { encoding: "utf8" })) ?? [];
    return { parent: Number(parent), command: command ?? "" };
  } catch {
    return undefined; // there is no such process
  }
}
