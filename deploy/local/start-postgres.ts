import { dirname, join } from "node:path";
import { type Child, startChild } from "./child.ts";

export interface RunningPostgres extends Child, AsyncDisposable {
  /** Of the superuser and its own database; the password is the caller's, from the file. */
  readonly url: string;
}

/**
 * Starts PostgreSQL in a process that ends with this one; settles when the database answers. `passwordFile` holds the
 * superuser's password in its first line and is read when the data directory is created. The log is
 * `<logDirectory>/postgres.log`. Rejects with the end of it when the database does not start.
 */
export async function startPostgres({
  dataDir,
  passwordFile,
  port,
  logDirectory = join(dirname(dataDir), "logs"),
}: {
  dataDir: string;
  passwordFile: string;
  port?: number;
  logDirectory?: string;
}): Promise<RunningPostgres> {
  const args = [
    "--data",
    dataDir,
    "--password-file",
    passwordFile,
    ...(port === undefined ? [] : ["--port", `${port}`]),
  ];
  const child = await startChild({ name: "postgres", module: "deploy/local/postgres.ts", args, logDirectory });
  const url = `postgres://postgres@127.0.0.1:${child.port}/postgres`;
  return { ...child, url, [Symbol.asyncDispose]: child.stop };
}
