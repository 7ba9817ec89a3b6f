import { once } from "node:events";
import { mkdir, rm } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { type Child, startChild } from "./child.ts";
import { freePort } from "./free-port.ts";
import { readJson, saveJson } from "./json-file.ts";
import { partsOf, type Ports } from "./parts.ts";
import { makeRoles } from "./roles.ts";
import { openSecrets, type Secrets, services } from "./secrets.ts";
import { startPostgres } from "./start-postgres.ts";
import { z } from "zod";

export const defaultDataDirectory = new URL("../../.rmp/", import.meta.url).pathname;

const addresses = z.strictObject({
  pid: z.int(),
  services: z.record(z.enum(services), z.string()),
  eventStore: z.int(),
  postgres: z.int(),
  tokenIssuer: z.int(),
  x5u: z.int(),
});

/** Where the parts of a running platform answer, all on 127.0.0.1, and the process that owns them. */
export type Addresses = Readonly<z.infer<typeof addresses>>;

export interface Platform extends AsyncDisposable {
  readonly dataDirectory: string;
  readonly secrets: Secrets;
  readonly addresses: Addresses;
  /** The processes we started and own; none where we found the platform running. */
  readonly children: Map<string, Child>;
  /** Starts a part again, with the same ports, after it was ended. */
  restart(name: string): Promise<Child>;
}

/** The platform that runs on this data directory, if one does. */
export async function findPlatform(dataDirectory: string): Promise<Platform | undefined> {
  const found = await readJson(join(dataDirectory, "platform.json"), addresses);
  if (!found || !(await answers(found))) return undefined;
  const secrets = await openSecrets(dataDirectory);
  return {
    dataDirectory,
    secrets,
    addresses: found,
    children: new Map(),
    restart: (name) => Promise.reject(new Error(`${name} is not ours to restart`)),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** A file that a killed platform left may name a process that is anything else by now: its port has the last word. */
async function answers({ pid, services: { auditor } }: Addresses): Promise<boolean> {
  if (pid === process.pid) return false;
  const socket = connect(Number(auditor.split(":")[1]), "127.0.0.1");
  const answering = await once(socket, "connect").then(
    () => true,
    () => false,
  );
  socket.destroy();
  return answering;
}

/** Starts event store, PostgreSQL, token issuer and the services, each in a process of its own, and stops them when disposed. */
export async function startPlatform(dataDirectory: string, say: (line: string) => void = () => {}): Promise<Platform> {
  await mkdir(dataDirectory, { recursive: true, mode: 0o700 });
  const secrets = await openSecrets(dataDirectory);
  const ports = await choosePorts(dataDirectory);
  const children = new Map<string, Child>();
  await using started = new AsyncDisposableStack();
  const logDirectory = join(dataDirectory, "logs");
  const specs = partsOf(dataDirectory, secrets, ports);
  const start = async (name: string): Promise<Child> => {
    const part = specs[name];
    if (!part) throw new Error(`no part of the platform is named ${name}`);
    const child = await startChild({ name, logDirectory, ...part });
    children.set(name, child);
    return child;
  };
  const postgres = await startPostgres({
    dataDir: join(dataDirectory, "postgres"),
    port: ports.postgres,
    logDirectory,
    passwordFile: secrets.postgresSuperuser,
  });
  started.defer(() => postgres.stop());
  say(`postgres      127.0.0.1:${postgres.port}`);
  await makeRoles(postgres.port, secrets);
  // Stopped against the order of starting: who reads the log before who holds it.
  const startAll = async (names: readonly string[]): Promise<void> => {
    const starting = names.map(async (name) => {
      started.defer(() => children.get(name)?.stop() ?? Promise.resolve());
      say(`${name.padEnd(13)} 127.0.0.1:${(await start(name)).port}`);
    });
    // Each is settled before one's failure ends the others: what starts while they are stopped would be left behind.
    for (const settled of await Promise.allSettled(starting)) if (settled.status === "rejected") throw settled.reason;
  };
  await startAll(["event-store", "token-issuer"]);
  await startAll(services);
  const answering: Addresses = {
    pid: process.pid,
    services: Object.fromEntries(services.map((name) => [name, `127.0.0.1:${ports[name]}`])) as Addresses["services"],
    eventStore: ports["event-store"],
    postgres: postgres.port,
    tokenIssuer: ports["token-issuer"],
    x5u: ports.x5u,
  };
  const file = join(dataDirectory, "platform.json");
  await saveJson(file, answering);
  started.defer(() => rm(file, { force: true }));
  const owned = started.move();
  return {
    dataDirectory,
    secrets,
    addresses: answering,
    children,
    restart: start,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Free ones at each start, but x5u's: it stands in every Identity header ever signed here. */
async function choosePorts(dataDirectory: string): Promise<Ports> {
  const file = join(dataDirectory, "x5u-port.json");
  const kept = await readJson(file, z.int());
  const x5u = kept ?? (await freePort());
  if (kept === undefined) await saveJson(file, x5u);
  const names = [...services, "event-store", "token-issuer", "postgres"] as const;
  const chosen = await Promise.all(names.map(async (name) => [name, await freePort()] as const));
  return { ...(Object.fromEntries(chosen) as Omit<Ports, "x5u">), x5u };
}
