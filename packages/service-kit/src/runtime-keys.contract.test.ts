import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPostgres } from "@rmp/deploy-local/start-postgres";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { createDevelopmentCa } from "./development-ca.ts";
import { createLog } from "./log.ts";
import { openPool } from "./runtime-keys.ts";

const running = new AsyncDisposableStack();
const log = createLog("customer", { write: () => {} });
const folder = await mkdtemp(join(tmpdir(), "rmp-pool-"));
const file = async (name: string, text: string): Promise<string> => {
  await writeFile(join(folder, name), text, { mode: 0o600 });
  return join(folder, name);
};
const postgresPasswordFile = await file("password", "secret\n");
let postgres: string;

/** A PostgreSQL that offers TLS with a certificate of `ca.pem`. */
beforeAll(async () => {
  running.defer(() => rm(folder, { recursive: true }));
  const { url, port } = running.use(
    await startPostgres({ dataDir: join(folder, "data"), passwordFile: postgresPasswordFile }),
  );
  postgres = url;
  const ca = await createDevelopmentCa("a test's CA", 1);
  await file("ca.pem", ca.cert);
  const { cert, key } = await ca.issue({});
  const settings = { ssl_cert_file: await file("cert.pem", cert), ssl_key_file: await file("key.pem", key), ssl: "on" };
  const superuser = new pg.Client({ host: "127.0.0.1", port, user: "postgres", password: "secret" });
  await superuser.connect();
  for (const [name, value] of Object.entries(settings)) await superuser.query(`alter system set ${name} = '${value}'`);
  await superuser.query("select pg_reload_conf()");
  await superuser.end();
});
afterAll(() => running.disposeAsync());

/** Ends with the test. */
function openedPool(postgresTlsCaFile?: string): pg.Pool {
  const pool = openPool({ postgres, postgresPasswordFile, postgresTlsCaFile }, log);
  if (!pool) throw new Error("no pool");
  onTestFinished(() => pool.end());
  return pool;
}

const OVER_TLS = "select ssl from pg_stat_ssl where pid = pg_backend_pid()";

describe("a connection to PostgreSQL", () => {
  it("is TLS where a CA is named, and the server's certificate is of it", async () => {
    const pool = openedPool(join(folder, "ca.pem"));
    expect((await pool.query(OVER_TLS)).rows).toEqual([{ ssl: true }]);
  });

  it("is none where the certificate is of another CA", async () => {
    const { cert } = await createDevelopmentCa("another CA", 1);
    const pool = openedPool(await file("other-ca.pem", cert));
    await expect(pool.query(OVER_TLS)).rejects.toThrow("unable to verify the first certificate");
  });

  it("is given up, with its query, when no answer comes", async () => {
    const connection = await openedPool().connect();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const answer = connection.query("select pg_sleep(60)");
    vi.advanceTimersByTime(10_000);
    vi.useRealTimers();
    await expect(answer).rejects.toThrow("Query read timeout");
    connection.release(true);
  });
});
