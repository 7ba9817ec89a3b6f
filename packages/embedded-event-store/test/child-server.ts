import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));

/** The server as its own process, listening. */
export interface ChildServer {
  readonly port: number;
  readonly child: ChildProcess;
  /** Sends a signal and waits for the end: the exit code, or the signal's name. */
  end(signal: "SIGKILL" | "SIGTERM"): Promise<number | string>;
}

/** Starts it on a data directory; throws with what it said when it does not come to listen. */
export async function startChild(dataDir: string, port = 0, ...more: string[]): Promise<ChildServer> {
  const args = ["--conditions=source", MAIN, "--data", dataDir, "--port", `${port}`, ...more];
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "pipe"] });
  const exit = once(child, "exit").then(([code, signal]: (number | string | null)[]) => code ?? signal ?? "unknown");
  const failed = text(child.stderr);
  const line = await Promise.race([once(child.stdout, "data").then(String), exit.then(() => undefined)]);
  if (line === undefined) throw new Error(await failed);
  const ready = JSON.parse(line) as { port: number };
  return {
    port: ready.port,
    child,
    end(signal) {
      child.kill(signal);
      return exit;
    },
  };
}
