import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPostgres } from "@rmp/deploy-local/start-postgres";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PersonalKeyMissing } from "./keyring.ts";
import { StoreUnavailable } from "./port.ts";
import { postgresKeyring } from "./postgres-keyring.ts";
import { postgresCursors } from "./reaction-cursors.ts";

const running = new AsyncDisposableStack();
let pool: pg.Pool;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "rmp-keys-"));
  running.defer(() => rm(folder, { recursive: true }));
  const passwordFile = join(folder, "password");
  await writeFile(passwordFile, "secret\n", { mode: 0o600 });
  const { port } = running.use(await startPostgres({ dataDir: join(folder, "data"), passwordFile }));
  pool = new pg.Pool({ host: "127.0.0.1", port, user: "postgres", password: "secret" });
  // The server may hang up before the pool has.
  pool.on("error", () => {});
  running.defer(() => pool.end());
});
afterAll(() => running.disposeAsync());

let schemas = 0;
const newSchema = async () => {
  const schema = `service_${schemas++}`;
  await pool.query(`create schema ${schema}`);
  return schema;
};

const keks = (current: string, ...ids: readonly string[]) => ({
  current,
  keys: new Map(ids.map((id) => [id, Buffer.alloc(32, id)])),
});

const unreachable = () => new pg.Pool({ host: "127.0.0.1", port: 1, user: "postgres", password: "secret" });

describe("the keyring", () => {
  test("makes a subject's key once, and finds it again after a restart", async () => {
    const schema = await newSchema();
    const open = () => postgresKeyring({ pool, schema, keyEncryptionKeys: keks("a", "a") });
    const keyring = await open();
    const key = await keyring.keyFor("ada");
    expect(key.secret.length).toBe(32);
    expect(await keyring.keyFor("ada")).toEqual(key);
    expect(await (await open()).byId("ada", key.keyId)).toEqual(key);
    expect((await keyring.keyFor("eve")).secret).not.toEqual(key.secret);
  });

  test("gives replicas that ask at once one key", async () => {
    const schema = await newSchema();
    const replicas = await Promise.all(
      Array.from({ length: 4 }, () => postgresKeyring({ pool, schema, keyEncryptionKeys: keks("a", "a") })),
    );
    const keys = await Promise.all(replicas.map((replica) => replica.keyFor("ada")));
    expect(new Set(keys.map(({ keyId }) => keyId)).size).toBe(1);
  });

  test("wraps with the current key and reads under older ones", async () => {
    const schema = await newSchema();
    const old = await postgresKeyring({ pool, schema, keyEncryptionKeys: keks("a", "a") });
    const key = await old.keyFor("ada");
    const rotated = await postgresKeyring({ pool, schema, keyEncryptionKeys: keks("b", "a", "b") });
    await rotated.keyFor("eve");
    expect(await rotated.byId("ada", key.keyId)).toEqual(key);
    const { rows } = await pool.query(`select subject, kek_id from ${schema}.personal_keys order by subject`);
    expect(rows).toEqual([
      { subject: "ada", kek_id: "a" },
      { subject: "eve", kek_id: "b" },
    ]);
    const without = await postgresKeyring({ pool, schema, keyEncryptionKeys: keks("b", "b") });
    await expect(without.keyFor("ada")).rejects.toThrow("the key-encryption key a is not configured");
  });

  test("keeps no key in clear, and none opens for another subject", async () => {
    const schema = await newSchema();
    const keyring = await postgresKeyring({ pool, schema, keyEncryptionKeys: keks("a", "a") });
    const { secret } = await keyring.keyFor("ada");
    const { rows } = await pool.query<{ wrapped: string }>(`select wrapped from ${schema}.personal_keys`);
    expect(rows[0]?.wrapped).not.toContain(Buffer.from(secret).toString("base64url"));
    await pool.query(`update ${schema}.personal_keys set subject = 'eve'`);
    await expect(keyring.keyFor("eve")).rejects.toThrow("unable to authenticate");
  });

  test("says of a key that is gone that it is missing", async () => {
    const schema = await newSchema();
    const keyring = await postgresKeyring({ pool, schema, keyEncryptionKeys: keks("a", "a") });
    const { keyId } = await keyring.keyFor("ada");
    await pool.query(`delete from ${schema}.personal_keys`);
    await expect(keyring.byId("ada", keyId)).rejects.toThrow(PersonalKeyMissing);
    await keyring.keyFor("ada");
    await expect(keyring.byId("ada", keyId)).rejects.toThrow(PersonalKeyMissing);
  });

  test("is unavailable where the database cannot be reached, and says so of nothing else", async () => {
    const schema = await newSchema();
    const keyring = await postgresKeyring({ pool, schema, keyEncryptionKeys: keks("a", "a") });
    const down = unreachable();
    const lost = {
      query: (text: string, values?: unknown[]) => (text.startsWith("select pg_adv") ? pool : down).query(text, values),
    };
    const cut = await postgresKeyring({ pool: lost, schema, keyEncryptionKeys: keks("a", "a") });
    await expect(cut.keyFor("ada")).rejects.toThrow(StoreUnavailable);
    await pool.query(`drop table ${schema}.personal_keys`);
    await expect(keyring.keyFor("ada")).rejects.toThrow("does not exist");
    await down.end();
  });
});

describe("cursors", () => {
  test("begin at 0, are kept at full width and never go back", async () => {
    const schema = await newSchema();
    const cursors = await postgresCursors({ pool, schema });
    expect(await cursors.read("tell-readers")).toBe(0n);
    await cursors.move("tell-readers", 9_007_199_254_740_993n);
    await cursors.move("tell-readers", 5n);
    await cursors.move("close-books", 7n);
    const again = await postgresCursors({ pool, schema });
    expect(await Promise.all(["tell-readers", "close-books"].map(again.read))).toEqual([9_007_199_254_740_993n, 7n]);
  });
});
