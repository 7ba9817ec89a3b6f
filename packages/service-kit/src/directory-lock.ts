import { mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** The directory belongs to another process. */
export class DirectoryInUse extends Error {
  override readonly name = "DirectoryInUse";
}

/**
 * Makes a directory (0700 where it is missing) this process's own until it is disposed of. Throws DirectoryInUse where
 * another process holds it.
 *
 * Node has no `flock`, but SQLite locks its file by `fcntl`: the kernel lets go of that with the process, however it ends,
 * and no child inherits it. So there is no stale lock to judge, and no pid that might be somebody else's by now: whom the
 * refusal names, the kernel says, in `locks`. The database stays empty.
 */
export function lockDirectory(directory: string, locks = "/proc/locks"): Disposable {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const file = join(directory, "process.lock");
  const database = new DatabaseSync(file);
  try {
    // In memory: the lock file stands alone.
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    throw isLocked(error) ? new DirectoryInUse(refusal(directory, holderOf(file, locks)), { cause: error }) : error;
  }
  return { [Symbol.dispose]: () => database.close() };
}

const refusal = (directory: string, pid: string | undefined): string =>
  `The directory ${directory} is in use by ${pid === undefined ? "another process" : `process ${pid}`}.`;

/**
 * The pid, from proc_locks(5): `<n>: POSIX ADVISORY WRITE <pid> <major>:<minor>:<inode> <from> <to>`. Undefined where the
 * holder has just gone, or lives in another container, or the kernel does not say: not every one has such a file.
 */
function holderOf(file: string, locks: string): string | undefined {
  try {
    const { dev, ino } = statSync(file);
    return new RegExp(` (\\d+) ${deviceOf(dev)}:${ino} `).exec(readFileSync(locks, "utf8"))?.[1];
  } catch {
    return undefined;
  }
}

/** As the kernel prints it: major and minor number, hexadecimal, of at least two digits; `dev` is glibc's makedev(3). */
const deviceOf = (dev: number): string =>
  [(dev >>> 8) & 0xfff, (dev & 0xff) | ((dev >>> 12) & 0xfff00)]
    .map((part) => part.toString(16).padStart(2, "0"))
    .join(":");

const SQLITE_BUSY = 5;

const isLocked = (error: unknown): boolean =>
  error instanceof Error && "errcode" in error && error.errcode === SQLITE_BUSY;
