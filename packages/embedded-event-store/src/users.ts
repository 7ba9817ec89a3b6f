import { createHash, randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import type { Identity } from "./rules/access.ts";

const KEY_BYTES = 32;
const derive = promisify<string, Buffer, number, Buffer>(scrypt);

/** A user as the users file keeps it; salt and hash are base64, the hash is scrypt (N 16384, r 8, p 1) of 32 bytes. */
export interface StoredUser {
  readonly name: string;
  readonly groups: readonly string[];
  readonly salt: string;
  readonly hash: string;
}

/** A user who has yet to be hashed. Groups are case-sensitive: `rmp-services`, `rmp-auditors`, `$admins`. */
export interface NewUser {
  readonly name: string;
  readonly password: string;
  readonly groups: readonly string[];
}

/** The user with a fresh salt and the password's hash. */
export async function hashUser({ name, password, groups }: NewUser): Promise<StoredUser> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, KEY_BYTES);
  return { name, groups, salt: salt.toString("base64"), hash: hash.toString("base64") };
}

/** Writes the users file (mode 0600), whole or not at all. */
export async function writeUsersFile(path: string, users: readonly NewUser[]): Promise<void> {
  const stored = await Promise.all(users.map(hashUser));
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, `${JSON.stringify({ users: stored }, null, 2)}\n`, { mode: 0o600 });
  await rename(temporary, path);
}

/** Reads a users file. Throws with the path where it is not one. */
export async function readUsersFile(path: string): Promise<readonly StoredUser[]> {
  const file: unknown = JSON.parse(await readFile(path, "utf8"));
  if (!isUsersFile(file)) throw new Error(`${path} is not a users file: {"users":[{"name","groups","salt","hash"}]}`);
  return file.users;
}

const isUsersFile = (file: unknown): file is { users: StoredUser[] } =>
  isRecord(file) && Array.isArray(file["users"]) && file["users"].every(isStoredUser);

const isStoredUser = (user: unknown): user is StoredUser =>
  isRecord(user) &&
  [user["name"], user["salt"], user["hash"]].every((text) => typeof text === "string" && text !== "") &&
  Array.isArray(user["groups"]) &&
  user["groups"].every((group) => typeof group === "string");

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** Who an `authorization` header names: undefined without one, "refused" when it is no user of ours. */
type Authenticate = (header: string | undefined) => Promise<Identity | undefined | "refused">;

/** Basic authentication. A right header is remembered (as a hash), since each read carries it and scrypt takes 40 ms. */
export function basicAuthentication(users: readonly StoredUser[]): Authenticate {
  const byName = new Map(users.map((user) => [user.name, user]));
  const known = new Map<string, Identity>();
  return async (header) => {
    if (header === undefined) return undefined;
    const digest = createHash("sha256").update(header).digest("base64");
    const identity = known.get(digest) ?? (await verify(header, byName));
    if (identity !== "refused") known.set(digest, identity);
    return identity;
  };
}

/** Stands in for an unknown name, so that one takes as long to refuse as a wrong password. */
const nobody: StoredUser = { name: "", groups: [], salt: "", hash: Buffer.alloc(KEY_BYTES).toString("base64") };

async function verify(header: string, users: ReadonlyMap<string, StoredUser>): Promise<Identity | "refused"> {
  const [, name, password] =
    /^([^:]*):(.*)$/s.exec(Buffer.from(header.replace(/^Basic /i, ""), "base64").toString()) ?? [];
  if (name === undefined || password === undefined) return "refused";
  const user = users.get(name) ?? nobody;
  const hash = await derive(password, Buffer.from(user.salt, "base64"), KEY_BYTES);
  const expected = Buffer.from(user.hash, "base64");
  const right = expected.length === hash.length && timingSafeEqual(expected, hash);
  return right && user !== nobody ? { name, roles: new Set([name, ...user.groups]) } : "refused";
}
