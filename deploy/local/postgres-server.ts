import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { freePort } from "./free-port.ts";
import { postgresBinaries } from "./postgres-binaries.ts";
import { endOrphan } from "./postgres-orphan.ts";
import { asOrdinaryUser } from "./postgres-user.ts";

/** How long a start is tried again: children of a killed database hold its shared memory until they notice. */
const START_MS = 10_000;
const RETRY_MS = 100;
/** How long a clean shutdown may take before the database is told to stop at once; it then recovers at the next start. */
const SHUTDOWN_MS = 20_000;

export interface Server {
  readonly port: number;
  /** Settles when the database ends without having been told to. */
  readonly died: Promise<"died">;
  stop(): Promise<void>;
}

/**
 * Runs the database of a data directory on 127.0.0.1 and settles when it answers: on the given port, else on a free one.
 * Its log goes to standard error. Rejects with PostgreSQL's last words when it does not start.
 */
export async function startServer(data: string, port: number | undefined): Promise<Server> {
  const { postgres } = await postgresBinaries();
  const [command, ...args] = asOrdinaryUser(postgres);
  const deadline = Date.now() + START_MS;
  for (;;) {
    await endOrphan(data);
    const chosen = port ?? (await freePort());
    const child = spawn(command, [...args, "-D", data, "-p", String(chosen), ...SETTINGS], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    const ended = once(child, "close");
    const lastWords = await untilReady(child);
    if (lastWords === undefined)
      return { port: chosen, died: ended.then(() => "died"), stop: () => stop(child, ended) };
    if (Date.now() > deadline) throw new Error(`PostgreSQL did not start in ${data}: ${lastWords}`);
    await delay(RETRY_MS);
  }
}

/** Loopback only and no socket file, so that no other user of the machine gets in without the password. */
const SETTINGS = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "timezone=UTC", "log_timezone=UTC"].flatMap(
  (setting) => ["-c", setting],
);

/** Undefined when the database accepts connections; what it said last when it ended instead. */
function untilReady(child: ChildProcess): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    process.stderr.write(chunk);
    said = (said + chunk.toString()).slice(-1000);
    if (said.includes("database system is ready to accept connections")) resolve(undefined);
  });
  child.once("close", () => resolve(said));
  return promise;
}

async function stop(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.kill("SIGINT"); // fast shutdown: ends the sessions, writes everything out
  const impatience = setTimeout(() => child.kill("SIGQUIT"), SHUTDOWN_MS);
  await ended;
  clearTimeout(impatience);
}
