import type { Keyring } from "@rmp/event-store/keyring";
import { StoreUnavailable } from "@rmp/event-store/port";
import { postgresKeyring } from "@rmp/event-store/postgres-keyring";
import pg from "pg";
import { ConfigRefused } from "./config.ts";
import type { Log } from "./log.ts";
import { readKeys, readSecret } from "./secrets.ts";

/** Where a service keeps the keys of personal data; left out by one that writes none (attestation). */
export interface PostgresConfig {
  readonly postgres?: string | undefined;
  readonly postgresPasswordFile?: string | undefined;
  /** PEM; with it the connection is TLS and the server must be of this CA. */
  readonly postgresTlsCaFile?: string | undefined;
  readonly keyEncryptionKeysFile?: string | undefined;
}

/** A connection that is not had by then is a failed command, not one that hangs. */
const CONNECT_TIMEOUT_MS = 3_000;

/** The same for a query whose answer does not come. */
const QUERY_TIMEOUT_MS = 10_000;

/** The pool of a service's own role; undefined where it is configured without PostgreSQL. */
export function openPool(
  { postgres, postgresPasswordFile, postgresTlsCaFile }: PostgresConfig,
  log: Log,
): pg.Pool | undefined {
  if (postgres === undefined || postgresPasswordFile === undefined) return undefined;
  const { hostname, port, username, pathname, search } = new URL(postgres);
  // Silently without TLS is what a parameter that nobody reads would come to.
  if (search !== "") throw new ConfigRefused("The configuration is refused: RMP_POSTGRES takes no parameters.");
  const pool = new pg.Pool({
    host: hostname,
    port: Number(port || 5432),
    user: username,
    database: pathname.slice(1),
    password: readSecret(postgresPasswordFile),
    ...(postgresTlsCaFile === undefined ? {} : { ssl: { ca: readSecret(postgresTlsCaFile) } }),
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
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
