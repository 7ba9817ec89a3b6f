// A lock file between processes of one machine. Plain JavaScript: run.mjs needs it before anything is installed.
import * as fs from "node:fs";
import { dirname } from "node:path";

/**
 * Takes the lock file, which then holds this process's pid. While a living process holds it, tells `waiting` once whom
 * it waits for, and waits; a dead holder's lock is taken over. `hold(pid)` adds a child that does the work to the
 * holders, so that it is waited for even when it outlives this process.
 *
 * @param {string} file
 * @param {(holder: string) => void} waiting
 * @returns {Promise<{ hold(pid: number): void, release(): void }>}
 */
export async function lock(file, waiting) {
  fs.mkdirSync(dirname(file), { recursive: true });
  for (let told = false; !created(file); await new Promise((done) => setTimeout(done, 100))) {
    const holder = holderOf(file);
    if (holder === undefined) takeOver(file);
    else if (!told) {
      waiting(holder);
      told = true;
    }
  }
  return {
    hold: (pid) => fs.writeFileSync(file, `${process.pid} ${pid}`),
    release: () => fs.rmSync(file, { force: true }),
  };
}

/**
 * Is a process of this pid there?
 * @param {string | number} pid
 */
export function alive(pid) {
  try {
    return Number(pid) > 0 && process.kill(Number(pid), 0);
  } catch (error) {
    return error.code === "EPERM"; // there, and another user's
  }
}

/** @param {string} file */
function created(file) {
  try {
    fs.writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    return false;
  }
}

/**
 * A living holder, "unknown" while the file is so new that its pid may not be in it yet, undefined when there is none.
 * @param {string} file
 */
function holderOf(file) {
  try {
    const pids = fs.readFileSync(file, "utf8");
    if (pids === "" && Date.now() - fs.statSync(file).mtimeMs < 1000) return "unknown";
    return pids.split(" ").find(alive);
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
    return undefined;
  }
}

/**
 * Behind a guard of its own, or of two that saw the holder dead the second would remove the first one's new lock.
 * @param {string} file
 */
function takeOver(file) {
  const guard = `${file}.takeover`;
  if (created(guard)) {
    if (holderOf(file) === undefined) fs.rmSync(file, { force: true });
    fs.rmSync(guard, { force: true });
  } else if (holderOf(guard) === undefined) fs.rmSync(guard, { force: true });
}
