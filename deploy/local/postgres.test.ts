import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunningPostgres, startPostgres } from "./start-postgres.ts";

const PASSWORD = "correct horse";
const folder = mkdtempSync(join(tmpdir(), "rmp-postgres-")); // 0700, as a root's checkout may be
const dataDir = join(folder, "data");
const passwordFile = join(folder, "password");
let running: RunningPostgres;

beforeAll(async () => {
  writeFileSync(passwordFile, `${PASSWORD}\n`, { mode: 0o600 });
  running = await startPostgres({ dataDir, passwordFile });
}, 60_000);

afterAll(async () => {
  await running.stop();
  rmSync(folder, { recursive: true });
});

function connection(password: string): Client {
  const client = new Client({ host: "127.0.0.1", port: running.port, user: "postgres", password });
  client.on("error", () => {}); // the database is killed under some of them
  return client;
}

async function query(sql: string, password = PASSWORD): Promise<Record<string, unknown>[]> {
  const client = connection(password);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

const databasePid = () => Number(readFileSync(join(dataDir, "postmaster.pid"), "utf8").split("\n")[0]);

describe("the development PostgreSQL", () => {
  test("keeps what is committed when the database and its owner are killed, in turn and together", async () => {
    await query("CREATE TABLE fact (n int)");
    await query("INSERT INTO fact VALUES (1)");

    // The database alone: its owner starts it again on the same port.
    const client = connection(PASSWORD);
    const ended = new Promise((resolve) => client.once("end", resolve));
    await client.connect();
    process.kill(databasePid(), "SIGKILL");
    await ended;
    await expect.poll(() => query("SELECT n FROM fact").catch(() => "down"), { timeout: 20_000 }).toEqual([{ n: 1 }]);

    // The owner alone: the database ends with it, or is ended by the next owner.
    await query("INSERT INTO fact VALUES (2)");
    running.kill("SIGKILL");
    running = await startPostgres({ dataDir, passwordFile, port: running.port });
    expect(await query("SELECT n FROM fact ORDER BY n")).toEqual([{ n: 1 }, { n: 2 }]);

    // Both at once: a stale postmaster.pid is left.
    await query("INSERT INTO fact VALUES (3)");
    const pid = databasePid();
    running.kill("SIGKILL");
    process.kill(pid, "SIGKILL");
    running = await startPostgres({ dataDir, passwordFile });
    expect(await query("SELECT n FROM fact ORDER BY n")).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  }, 90_000);

  test("syncs every commit, keeps UTC and sorts by byte", async () => {
    expect(await query("SELECT current_setting('fsync') f, current_setting('synchronous_commit') s")).toEqual([
      { f: "on", s: "on" },
    ]);
    expect(await query("SELECT current_setting('timezone') t, 'a' > 'B' AS bytewise")).toEqual([
      { t: "UTC", bytewise: true },
    ]);
  });

  test("listens on loopback alone and refuses a wrong password", async () => {
    expect(
      await query("SELECT current_setting('listen_addresses') a, current_setting('unix_socket_directories') u"),
    ).toEqual([{ a: "127.0.0.1", u: "" }]);
    await expect(query("SELECT 1", "wrong")).rejects.toThrow("password authentication failed");
  });

  test("of two at once on a new data directory one serves it, and the other names the one", async () => {
    const other = join(folder, "other", "data");
    const start = () => startPostgres({ dataDir: other, passwordFile });
    const outcomes = await Promise.allSettled([start(), start()]);
    const served = outcomes.filter((outcome) => outcome.status === "fulfilled").map(({ value }) => value);
    const refused = outcomes.filter((outcome) => outcome.status === "rejected").map(({ reason }) => String(reason));
    expect(served).toHaveLength(1);
    expect(refused).toEqual([expect.stringContaining(`Process ${served[0]?.pid} is using the database in ${other}.`)]);
    await served[0]?.stop();
    expect(readdirSync(join(folder, "other")).sort()).toEqual(["data", "logs"]);
  }, 90_000);
});
