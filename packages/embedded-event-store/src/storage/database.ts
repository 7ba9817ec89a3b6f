import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { SCHEMA } from "./event-table.ts";

/** Of the file's layout; a database with another is refused. */
const SCHEMA_VERSION = 1;

/** The data directory belongs to another process. */
export class DataDirectoryInUse extends Error {}

/**
 * Opens `<dir>/events.db` (made where missing), or a database in memory. The exclusive locking mode makes SQLite's own
 * file lock the lock of the directory: it is held until this connection closes, the kernel drops it with the process
 * however that ends, and what a killed process had committed is recovered here.
 */
export function openDatabase(dataDir: string): DatabaseSync {
  if (dataDir !== "memory") mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(dataDir === "memory" ? ":memory:" : join(dataDir, "events.db"));
  try {
    // The mode comes before anything that touches the file. FULL: a commit returns after the log of it is synced.
    database.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    // Stays at SQLite's 1,000 pages between checkpoints: several milliseconds each, where rare ones take tens.
    database.exec("BEGIN EXCLUSIVE");
    prepareSchema(database, dataDir);
    database.exec("COMMIT");
    return database;
  } catch (error) {
    database.close();
    throw isLocked(error) ? new DataDirectoryInUse(`${dataDir} is in use by another process`, { cause: error }) : error;
  }
}

function prepareSchema(database: DatabaseSync, dataDir: string): void {
  const version = Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);
  if (version === SCHEMA_VERSION) return;
  if (version !== 0) throw new Error(`${dataDir} holds layout ${version}; this program reads ${SCHEMA_VERSION}`);
  database.exec(`${SCHEMA} PRAGMA user_version = ${SCHEMA_VERSION};`);
}

const SQLITE_BUSY = 5;

const isLocked = (error: unknown): boolean =>
  error instanceof Error && "errcode" in error && error.errcode === SQLITE_BUSY;
