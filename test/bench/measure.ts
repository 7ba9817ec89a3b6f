import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** ES256 signatures a second of one core, by `openssl speed`: the yardstick of every signing figure. */
export async function opensslSignsPerSecond(): Promise<number> {
  const { stdout } = await run("openssl", ["speed", "-seconds", "2", "ecdsap256"]);
  const line = stdout.split("\n").find((text) => text.includes("ecdsa (nistp256)"));
  const rate = line?.trim().split(/\s+/).at(-2);
  if (rate === undefined) throw new Error("openssl speed said nothing of ecdsa (nistp256)");
  return Number(rate);
}

/** Kernel clock ticks of a second, as `/proc/<pid>/stat` counts them on Linux. */
const TICKS = 100;

/** CPU seconds (user and system) that a process has used. */
export async function cpuSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  // Fields are counted behind the command's name, which may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}
