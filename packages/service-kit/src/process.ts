import { createLog, type Log } from "./log.ts";

/** Names who a process ends with: `stdin`, the process at the other end of its standard input. */
const PARENT = "RMP_PARENT";

type Environment = Readonly<Record<string, string | undefined>>;

export interface Running extends AsyncDisposable {
  /** Rejects when the service cannot go on (a fold that throws): the process ends with status 1. */
  readonly failed?: Promise<never>;
}

/**
 * The edge of a service's process: starts it, runs until SIGTERM, SIGINT or the end of its parent, disposes it and exits
 * with 0. What stops it otherwise, at the start or later, is logged and ends it with 1. A second signal kills it.
 */
export async function runService(service: string, start: Start): Promise<never> {
  const log = createLog(service);
  const { promise: stopped, resolve: stop } = Promise.withResolvers<string>();
  process.once("SIGTERM", stop).once("SIGINT", stop);
  endWithParent(() => stop("parent"));
  // Node would print the error's message, which may quote a request.
  process.on("uncaughtException", (error) => {
    log.fatal({ error }, "uncaught");
    process.exit(1);
  });
  try {
    const begun = await Promise.race([begin(start, log), stopped]);
    // Nothing was served yet, so nothing has to be ended in order.
    if (typeof begun === "string") return leave(log, begun);
    await using running = begun;
    const cause = await Promise.race([stopped, ...(running.failed ? [running.failed] : [])]);
    log.info({ cause }, "stopping");
  } catch (error) {
    log.fatal({ error }, "failed");
    process.exit(1);
  }
  log.info("stopped");
  process.exit(0);
}

function leave(log: Log, cause: string): never {
  log.info({ cause }, "stopped before it was ready");
  process.exit(0);
}

type Start = (env: Environment, log: Log) => Promise<Running>;

async function begin(start: Start, log: Log): Promise<Running> {
  const { [PARENT]: _parent, ...env } = process.env;
  try {
    return await start(env, log);
  } catch (error) {
    // Nobody has sent us anything yet, so the message says what to mend and quotes no request.
    log.fatal({ error }, error instanceof Error ? `cannot start: ${error.message}` : "cannot start");
    process.exit(1);
  }
}

/** Calls back once when the parent is gone: its pipe to our standard input closes, or its IPC channel does. */
export function endWithParent(end: () => void): void {
  process.once("disconnect", end);
  if (process.env[PARENT] !== "stdin") return;
  process.stdin.once("close", end).on("error", () => {});
  process.stdin.resume();
}
