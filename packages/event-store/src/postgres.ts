import { StoreUnavailable } from "./port.ts";

/** What is asked of a `pg` pool. */
export interface Database {
  query(text: string, values?: unknown[]): Promise<{ readonly rows: readonly unknown[] }>;
}

/** The rows of a query; StoreUnavailable where the database cannot be reached or is shutting down. */
export async function rowsOf(database: Database, text: string, ...values: unknown[]): Promise<readonly unknown[]> {
  try {
    return (await database.query(text, values)).rows;
  } catch (error) {
    if (isRefusal(error)) throw error;
    throw new StoreUnavailable("the database cannot be reached", { cause: error });
  }
}

/** One number for all of ours: tables are made at the start, and two that start at once wait for each other. */
const migrationLock = 7_267_001;

/** Makes what does not stand yet. Idempotent statements only. */
export async function migrate(database: Database, statements: string): Promise<void> {
  // Several statements in one query without values are one transaction, which is what the lock is held for.
  await database.query(`select pg_advisory_xact_lock(${migrationLock}); ${statements}`);
}

/** Classes of SQLSTATE that pass: connection exception, insufficient resources, operator intervention. */
const passing = /^(08|53|57)/;

/** The database's well-considered no: a bug, or a wrong set-up. Only its own errors have a severity. */
const isRefusal = (error: unknown): boolean =>
  error instanceof Error && "severity" in error && !("code" in error && passing.test(String(error.code)));
