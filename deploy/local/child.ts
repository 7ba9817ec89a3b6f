import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { z } from "zod";

export interface ChildSpec {
  /** For people, and of its log file. */
  readonly name: string;
  /** Path of the module below the repository's root. */
  readonly module: string;
  readonly args?: readonly string[];
  /** Options of Node itself. */
  readonly nodeArgs?: readonly string[];
  /** Added to PATH and HOME; nothing else of our environment reaches it. */
  readonly env?: Readonly<Record<string, string>>;
  readonly logDirectory: string;
  /** How long it may take to say that it is ready, in milliseconds; it is ended then. */
  readonly readyMs?: number;
}

/** A process of the platform. It ends with us, because its standard input ends with us. */
export interface Child {
  readonly name: string;
  /** The port it answered on when it was ready. */
  readonly port: number;
  readonly pid: number;
  /** Fulfilled when the process is gone, whyever. */
  readonly exited: Promise<void>;
  kill(signal: NodeJS.Signals): void;
  /** SIGTERM, then waits for the end; SIGKILL after a bound. */
  stop(): Promise<void>;
}

export const repository = fileURLToPath(new URL("../../", import.meta.url));

const STOP_MS = 30_000;

/** A first start on a busy machine takes seconds. */
const READY_MS = 120_000;

/** Starts a module and waits for its line of JSON that says `port`. Throws with the end of its log where it ends before. */
export async function startChild(spec: ChildSpec): Promise<Child> {
  const { name, module, args = [], nodeArgs = [], env = {}, logDirectory, readyMs = READY_MS } = spec;
  await mkdir(logDirectory, { recursive: true });
  const child = spawn(process.execPath, ["--conditions=source", ...nodeArgs, join(repository, module), ...args], {
    cwd: repository,
    env: { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "", ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  // Where the child is gone already, closing its input must not end us.
  child.stdin.on("error", () => {});
  const log = createWriteStream(join(logDirectory, `${name}.log`), { flags: "a" });
  const tail: string[] = [];
  const keep = (line: string): void => {
    log.write(`${line}\n`);
    tail.push(line);
    tail.splice(0, tail.length - 20);
  };
  createInterface({ input: child.stderr }).on("line", keep);
  // Not at its exit: what it said last is still to be read then, and to be written to the log.
  const exited = once(child, "close").then(() => {
    log.end();
  });
  const bound = setTimeout(() => child.kill("SIGKILL"), readyMs);
  const port = await Promise.race([portOf(child, keep), exited.then(() => undefined)]);
  clearTimeout(bound);
  if (port === undefined) throw new Error(`${name} ended before it was ready:\n${tail.join("\n")}`);
  return {
    name,
    port,
    pid: child.pid ?? 0,
    exited,
    kill: (signal) => void child.kill(signal),
    stop: () => stop(child, exited),
  };
}

function portOf(child: ChildProcess, keep: (line: string) => void): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  if (!child.stdout) throw new Error("the child has no output");
  createInterface({ input: child.stdout }).on("line", (line) => {
    keep(line);
    const port = portIn(line);
    if (port !== undefined) resolve(port);
  });
  return promise;
}

/** The line by which a process says that it answers. */
const ready = z.object({ port: z.int() });

function portIn(line: string): number | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return ready.safeParse(JSON.parse(line)).data?.port;
  } catch {
    return undefined;
  }
}

async function stop(child: ChildProcess, exited: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
  await exited;
  clearTimeout(timer);
}
