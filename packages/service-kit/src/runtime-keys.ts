import type { Keyring } from "@rmp/event-store/keyring";
import { StoreUnavailable } from "@rmp/event-store/port";
import { postgresKeyring } from "@rmp/event-store/postgres-keyring";
import pg from "pg";
import type { Log } from "./log.ts";
import { readKeys, readSecret } from "./secrets.ts";

/** Where a service keeps the keys of personal data; left out by one that writes none (attestation). */
export interface PostgresConfig {
  readonly postgres?: string | undefined;
  readonly postgresPasswordFile?: string | undefined;
  readonly keyEncryptionKeysFile?: string | undefined;
}

/** A connection that is not had by then is a failed command, not one that hangs. */
const CONNECT_TIMEOUT_MS = 3_000;

/** The pool of a service's own role; undefined where it is configured without PostgreSQL. */
export function openPool({ postgres, postgresPasswordFile }: PostgresConfig, log: Log): pg.Pool | undefined {
  if (postgres === undefined || postgresPasswordFile === undefined) return undefined;
  const { hostname, port, username, pathname } = new URL(postgres);
  const pool = new pg.Pool({
    host: hostname,
    port: Number(port || 5432),
    user: username,
    database: pathname.slice(1),
    password: readSecret(postgresPasswordFile),
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  // An idle connection that breaks is replaced when next needed; unheard, its error would end the process.
  pool.on("error", (error) => log.warn({ error }, "postgres connection lost"));
  return pool;
}

/** The keys in the service's own schema; without PostgreSQL a keyring that can neither seal nor open. */
export async function openKeyring(
  service: string,
  pool: pg.Pool | undefined,
  config: PostgresConfig,
): Promise<Keyring> {
  if (!pool || config.keyEncryptionKeysFile === undefined) return noKeys;
  return postgresKeyring({ pool, schema: service, keyEncryptionKeys: readKeys(config.keyEncryptionKeysFile) });
}

const refuse = (): Promise<never> =>
  Promise.reject(new StoreUnavailable("this service is configured without keys of personal data"));

const noKeys: Keyring = { keyFor: refuse, byId: refuse };
