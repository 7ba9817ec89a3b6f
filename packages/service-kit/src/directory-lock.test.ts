import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { DirectoryInUse, lockDirectory } from "./directory-lock.ts";

const program = fileURLToPath(new URL("../test/directory-holder.ts", import.meta.url));

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "rmp-lock-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

/** A process that locks the directory, or tries to, and what it says of it. */
async function holder(directory: string): Promise<{ readonly child: ChildProcess; readonly says: string }> {
  const child = spawn(process.execPath, [program, directory], { stdio: ["pipe", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const { promise: said, resolve: say } = Promise.withResolvers<string>();
  createInterface({ input: child.stdout }).once("line", say);
  return { child, says: await said };
}

it("refuses a second process, and says which directory it is and who holds it", async () => {
  const directory = temporaryDirectory();
  const { child } = await holder(directory);
  const refusal = `The directory ${directory} is in use by process ${child.pid}.`;
  expect((await holder(directory)).says).toBe(`DirectoryInUse: ${refusal}`);
  expect(() => lockDirectory(directory)).toThrow(new DirectoryInUse(refusal));
});

it("names nobody where the kernel does not say who holds it, or says it of another disk's file", () => {
  const directory = temporaryDirectory();
  using _lock = lockDirectory(directory);
  const refused = `The directory ${directory} is in use by another process.`;
  const locks = join(temporaryDirectory(), "locks");
  expect(() => lockDirectory(directory, locks)).toThrow(new DirectoryInUse(refused));
  const { ino } = statSync(join(directory, "process.lock"));
  writeFileSync(locks, `1: POSIX  ADVISORY  WRITE 4711 ff:ff:${ino} 1073741824 1073742335\n`);
  expect(() => lockDirectory(directory, locks)).toThrow(new DirectoryInUse(refused));
});

it("is free again when its holder was killed: the next one is not refused", async () => {
  const directory = temporaryDirectory();
  const { child } = await holder(directory);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect((await holder(directory)).says).toBe("held");
});

it("is free again when it is disposed of, before its holder ends", async () => {
  const directory = temporaryDirectory();
  lockDirectory(directory)[Symbol.dispose]();
  expect((await holder(directory)).says).toBe("held");
});

it("stays with its holder where a refused process ends", async () => {
  const directory = temporaryDirectory();
  using _lock = lockDirectory(directory);
  await holder(directory);
  expect((await holder(directory)).says).toMatch(`is in use by process ${process.pid}.`);
});

it("makes the directory where it is missing, for its owner's eyes, and leaves one empty file in it", () => {
  const directory = join(temporaryDirectory(), "made");
  using _lock = lockDirectory(directory);
  expect([statSync(directory).mode & 0o777, readdirSync(directory)]).toEqual([0o700, ["process.lock"]]);
});
