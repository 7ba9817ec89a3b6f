import { randomBytes, randomUUID } from "node:crypto";
import { z } from "zod";
import { decrypt, encrypt } from "./aes-gcm.ts";
import { type DataKey, type Keyring, PersonalKeyMissing } from "./keyring.ts";
import { type Database, migrate, rowsOf } from "./postgres.ts";

/** Keys that wrap the keys of personal data: one to write with, older ones to read with. 32 bytes each. */
export interface KeyEncryptionKeys {
  readonly current: string;
  readonly keys: ReadonlyMap<string, Uint8Array>;
}

const row = z.object({ key_id: z.string(), kek_id: z.string(), wrapped: z.string() });
type Row = z.infer<typeof row>;

/**
 * The keyring of a service, in its own schema, which must stand. Each key is wrapped by the current key-encryption key
 * and bound to its subject and ids: a row that was moved to another subject opens nothing.
 */
export async function postgresKeyring(deps: {
  readonly pool: Database;
  /** A plain lower-case name. */
  readonly schema: string;
  readonly keyEncryptionKeys: KeyEncryptionKeys;
}): Promise<Keyring> {
  const { pool, keyEncryptionKeys: keks } = deps;
  const table = `${deps.schema}.personal_keys`;
  await migrate(
    pool,
    `create table if not exists ${table} (
       subject text primary key, key_id text not null unique, wrapped text not null, kek_id text not null,
       created_at timestamptz not null default now())`,
  );

  const kek = (id: string) => {
    const key = keks.keys.get(id);
    if (!key) throw new Error(`the key-encryption key ${id} is not configured`);
    return key;
  };
  const find = async (subject: string): Promise<DataKey | undefined> => {
    const [found] = await rowsOf(pool, `select key_id, kek_id, wrapped from ${table} where subject = $1`, subject);
    if (!found) return undefined;
    const { key_id, kek_id, wrapped } = row.parse(found);
    return { subject, keyId: key_id, secret: unwrap(wrapped, kek(kek_id), bound(subject, key_id, kek_id)) };
  };
  const create = async (subject: string) => {
    const keyId = randomUUID();
    const wrapped = wrap(randomBytes(32), kek(keks.current), bound(subject, keyId, keks.current));
    // Another replica may be first; then its key is the one, and this one was never used.
    const insert = `insert into ${table} (subject, key_id, wrapped, kek_id) values ($1, $2, $3, $4) on conflict do nothing`;
    await rowsOf(pool, insert, subject, keyId, wrapped, keks.current);
  };

  return {
    async keyFor(subject) {
      const standing = await find(subject);
      if (standing) return standing;
      await create(subject);
      const created = await find(subject);
      if (!created) throw new Error(`the key of subject ${subject} was made and is not there`);
      return created;
    },
    async byId(subject, keyId) {
      const key = await find(subject);
      if (key?.keyId !== keyId) throw new PersonalKeyMissing(subject, keyId);
      return key;
    },
  };
}

const bound = (subject: string, keyId: Row["key_id"], kekId: Row["kek_id"]) =>
  JSON.stringify(["personal-key", subject, keyId, kekId]);

const wrap = (secret: Uint8Array, kek: Uint8Array, bound: string): string => {
  const { iv, ciphertext, tag } = encrypt(secret, kek, bound);
  return [iv, ciphertext, tag].join(".");
};

const unwrap = (wrapped: string, kek: Uint8Array, bound: string): Uint8Array => {
  const [iv = "", ciphertext = "", tag = ""] = wrapped.split(".");
  return decrypt({ iv, ciphertext, tag }, kek, bound);
};
