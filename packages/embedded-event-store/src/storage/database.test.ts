import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { DataDirectoryInUse, openDatabase } from "./database.ts";

const temporaryFolder = () => mkdtempSync(join(tmpdir(), "rmp-database-"));

test("a data directory is opened once at a time", () => {
  const dir = temporaryFolder();
  const first = openDatabase(dir);
  expect(() => openDatabase(dir)).toThrow(DataDirectoryInUse);
  first.close();
  openDatabase(dir).close();
});

test("commits are synced to disk", () => {
  const database = openDatabase(temporaryFolder());
  expect(database.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
  expect(database.prepare("PRAGMA synchronous").get()).toEqual({ synchronous: 2 });
  database.close();
});

test("a database of another layout is refused", () => {
  const dir = temporaryFolder();
  const newer = openDatabase(dir);
  newer.exec("PRAGMA user_version = 2");
  newer.close();
  expect(() => openDatabase(dir)).toThrow(`${dir} holds layout 2; this program reads 1`);
});
