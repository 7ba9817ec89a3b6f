import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { startEmbeddedEventStore } from "./server.ts";
import { readUsersFile } from "./users.ts";

const USAGE = `usage: main.ts --data DIR [--host 127.0.0.1] [--port 0]
               [--tls-cert FILE --tls-key FILE --users FILE] [--parent-stdin]
Prints {"port":…} when it listens. Ends on SIGTERM, SIGINT and, with --parent-stdin, when its stdin closes.
Without TLS it authenticates nobody and listens on loopback only.`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: "string" },
      host: { type: "string", default: "127.0.0.1" },
      port: { type: "string", default: "0" },
      "tls-cert": { type: "string" },
      "tls-key": { type: "string" },
      users: { type: "string" },
      "parent-stdin": { type: "boolean", default: false },
    },
  });
  const { data, host, port, "tls-cert": cert, "tls-key": key, users } = values;
  if (data === undefined) throw new Error("--data is missing");
  const secured = cert !== undefined && key !== undefined && users !== undefined;
  if (!secured && (cert ?? key ?? users) !== undefined)
    throw new Error("--tls-cert, --tls-key and --users go together");

  const server = await startEmbeddedEventStore({
    dataDir: data,
    host,
    port: Number(port),
    ...(secured && {
      tls: { cert: await readFile(cert), key: await readFile(key) },
      users: await readUsersFile(users),
    }),
    onFailure: (error) => console.error(`no append is acknowledged any more: ${String(error)}`),
  });
  const stop = () => void server[Symbol.asyncDispose]().then(() => process.exit(0));
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  if (values["parent-stdin"]) process.stdin.once("close", stop).resume();
  console.log(JSON.stringify({ port: server.port }));
}

main().catch((error: unknown) => {
  console.error(`${String(error)}\n${USAGE}`);
  process.exit(1);
});
