import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parseLine } from "../test/fixture.ts";

const program = fileURLToPath(new URL("../test/service-in-process.ts", import.meta.url));

interface Ended {
  readonly code: number | null;
  /** `level: msg` of each line. */
  readonly lines: readonly string[];
  readonly text: string;
}

function startChild(env: Record<string, string>) {
  const child = spawn(process.execPath, ["--conditions=source", program], { env, stdio: ["pipe", "pipe", "inherit"] });
  const lines: string[] = [];
  const { promise: started, resolve } = Promise.withResolvers<Readonly<Record<string, unknown>>>();
  createInterface({ input: child.stdout }).on("line", (line) => {
    lines.push(line);
    resolve(parseLine(line));
  });
  const { promise: ended, resolve: end } = Promise.withResolvers<Ended>();
  // "close" comes after "exit" and the end of the output.
  child.on("close", (code) => {
    const said = lines.map(parseLine).map(({ level, msg }) => `${String(level)}: ${String(msg)}`);
    end({ code, lines: said, text: lines.join() });
  });
  return { child, started, ended };
}

const stopped = { code: 0, lines: ["info: started", "info: stopping", "info: disposed", "info: stopped"] };

describe("a service's process", () => {
  it.each(["SIGTERM", "SIGINT"] as const)("disposes and ends with 0 on %s", async (signal) => {
    const { child, started, ended } = startChild({});
    await started;
    child.kill(signal);
    expect(await ended).toMatchObject(stopped);
  });

  it("ends with its parent, where it was told to, and hides that name from the configuration", async () => {
    const { child, started, ended } = startChild({ RMP_PARENT: "stdin" });
    expect(await started).toMatchObject({ parent: "hidden" });
    child.stdin.end();
    expect(await ended).toMatchObject(stopped);
  });

  it("ends with its parent also while it starts: nothing may be left waiting for a store", async () => {
    const { child, started, ended } = startChild({ RMP_PARENT: "stdin", RMP_TOLD: "wait" });
    await started;
    child.stdin.end();
    expect(await ended).toMatchObject({ code: 0, lines: ["info: starting", "info: stopped before it was ready"] });
  });

  it("says why it cannot start, and ends with 1", async () => {
    const { ended } = startChild({ RMP_TOLD: "refuse" });
    expect(await ended).toMatchObject({ code: 1, lines: ["fatal: cannot start: the certificate is missing"] });
  });

  it.each([
    ["fail", ["info: started", "info: disposed", "fatal: failed"]],
    ["throw", ["info: started", "fatal: uncaught"]],
  ])("ends with 1 when it cannot go on (%s), its message unsaid", async (told, lines) => {
    const { ended } = startChild({ RMP_TOLD: told });
    const { code, lines: said, text } = await ended;
    expect({ code, said }).toEqual({ code: 1, said: lines });
    expect(text).not.toContain("Jane Roe");
  });
});
