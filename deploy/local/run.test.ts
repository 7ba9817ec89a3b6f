import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "rmp-run-"));
let checkout: string;

afterAll(() => rmSync(folder, { recursive: true }));

/** A checkout with one package, no dependency, and a demo that prints its arguments and exits with 3. */
beforeEach(() => {
  checkout = mkdtempSync(join(folder, "checkout-"));
  for (const file of ["run.mjs", "lock.mjs"]) {
    write(`deploy/local/${file}`, "");
    copyFileSync(join(import.meta.dirname, file), join(checkout, "deploy/local", file));
  }
  write("deploy/local/demo.ts", "console.log(process.argv.slice(2) satisfies string[]); process.exitCode = 3;");
  write("package.json", '{ "name": "checkout", "private": true }');
  write("packages/one/package.json", '{ "name": "one", "private": true }');
  write("pnpm-workspace.yaml", "packages:\n  - packages/*\n");
  write("pnpm-lock.yaml", "lockfileVersion: '9.0'\nimporters:\n  .: {}\n  packages/one: {}\n");
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(checkout, path)), { recursive: true });
  writeFileSync(join(checkout, path), text);
}

const stamp = (): string => join(checkout, "node_modules/.rmp-installed");
const INSTALLING = "Installing the dependencies from the frozen lockfile";

interface Run {
  readonly process: ChildProcess;
  /** All it has printed so far. */
  printed(): string;
  readonly status: Promise<number | null>;
}

function run(...args: string[]): Run {
  const child = spawn(process.execPath, ["deploy/local/run.mjs", ...args], { cwd: checkout });
  let printed = "";
  for (const output of [child.stdout, child.stderr])
    output.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  const status = once(child, "close").then(([code]) => code as number | null);
  return { process: child, printed: () => printed, status };
}

async function finished(...args: string[]): Promise<{ status: number | null; printed: string }> {
  const started = run(...args);
  return { status: await started.status, printed: started.printed() };
}

describe("run.mjs", { timeout: 60_000 }, () => {
  test("installs first, hands arguments on, and answers with the task's exit status", async () => {
    const { status, printed } = await finished("demo", "--fast", "x y");
    expect(status).toBe(3);
    expect(printed).toContain(INSTALLING);
    expect(printed).toContain("[ '--fast', 'x y' ]");
  });

  test("installs again when a manifest has changed, not when it was touched", async () => {
    await finished("demo");
    const installedAt = statSync(stamp()).mtimeMs;
    utimesSync(join(checkout, "packages/one/package.json"), new Date(), new Date());
    expect((await finished("demo")).printed).not.toContain(INSTALLING);
    expect(statSync(stamp()).mtimeMs).toBe(installedAt);
    write("packages/one/package.json", '{ "name": "one", "private": true, "license": "Apache-2.0" }');
    expect((await finished("demo")).printed).toContain(INSTALLING);
  });

  test("says what failed and runs no task when the install fails, and installs on the next run", async () => {
    write("packages/one/package.json", '{ "name": "one", "private": true, "dependencies": { "two": "1.0.0" } }');
    const failed = await finished("demo");
    expect(failed.status).toBe(1);
    expect(failed.printed).toContain("The install failed");
    expect(failed.printed).not.toContain("[]");
    write("packages/one/package.json", '{ "name": "one", "private": true }');
    expect((await finished("demo")).status).toBe(3);
  });

  test("of two at once one installs, and both run their task", async () => {
    const both = await Promise.all([finished("demo", "a"), finished("demo", "b")]);
    expect(both.map(({ status }) => status)).toEqual([3, 3]);
    expect(both.filter(({ printed }) => printed.includes(INSTALLING))).toHaveLength(1);
  });

  test("waits for a living holder of the lock and says whom it waits for", async () => {
    const holder = spawn(process.execPath, ["-e", "process.stdin.resume()"]);
    write(".rmp/install.lock", `${holder.pid}`);
    const waiting = run("demo");
    await expect
      .poll(waiting.printed, { timeout: 20_000 })
      .toContain(`Process ${holder.pid} is installing in this checkout`);
    expect(waiting.printed()).not.toContain(INSTALLING);
    holder.kill("SIGKILL");
    expect(await waiting.status).toBe(3);
  });

  test("two take over the lock of a killed run without harm", async () => {
    const killed = spawn(process.execPath, ["-e", ""]);
    await once(killed, "close");
    write(".rmp/install.lock", `${killed.pid}`);
    const both = await Promise.all([finished("demo"), finished("demo")]);
    expect(both.map(({ status }) => status)).toEqual([3, 3]);
    expect(both.filter(({ printed }) => printed.includes(INSTALLING))).toHaveLength(1);
  });

  test("hands a signal on and answers with what the task made of it", async () => {
    write(
      "deploy/local/demo.ts",
      'process.once("SIGTERM", () => process.exit(7)); console.log("The task runs."); process.stdin.resume();',
    );
    const started = run("demo");
    await expect.poll(started.printed, { timeout: 20_000 }).toContain("The task runs.");
    started.process.kill("SIGTERM");
    expect(await started.status).toBe(7);
  });

  test("names its tasks when it is given none of them", async () => {
    expect(await finished("deploy")).toEqual({
      status: 1,
      printed: "[rmp] Usage: run.mjs start|demo|test|check|bench [arguments]\n",
    });
  });
});
