// The process that owns the development PostgreSQL: creates its data directory, runs it, and stops it when it is told
// to or its standard input closes. `start-postgres.ts` starts it.
//
//   node --conditions=source deploy/local/postgres.ts --data DIR --password-file FILE [--port PORT]
//
// Prints one line, {"port": …}, when the database answers. The superuser `postgres` has the password of the file and
// gets in over loopback only. What is committed survives a kill -9 of this process and of the database: a database that
// dies is started again on the same port, one that outlived its owner is stopped first.
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { createCluster } from "./postgres-cluster.ts";
import { startServer } from "./postgres-server.ts";

const { values } = parseArgs({
  options: { data: { type: "string" }, "password-file": { type: "string" }, port: { type: "string" } },
});
if (!values.data || !values["password-file"]) {
  throw new Error("Usage: postgres.ts --data DIR --password-file FILE [--port PORT]");
}
const data = resolve(values.data);
const toldToStop = new Promise<"stop">((told) => {
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.once(signal, () => told("stop"));
  process.stdin.once("close", () => told("stop")).resume();
});

await createCluster(data, values["password-file"]);
let server = await startServer(data, values.port === undefined ? undefined : Number(values.port));
console.log(JSON.stringify({ port: server.port }));
while ((await Promise.race([toldToStop, server.died])) === "died") {
  console.error("The database ended unexpectedly: starting it again.");
  server = await startServer(data, server.port);
}
await server.stop();
process.exit(0); // an open standard input would keep the process
