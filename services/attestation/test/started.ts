import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Child, startChild } from "@rmp/deploy-local/child";
import { freePort } from "@rmp/deploy-local/free-port";
import { ISSUER, PROVIDER } from "@rmp/deploy-local/parts";
import { openSecrets, SPC } from "@rmp/deploy-local/secrets";
import { openEventStore } from "@rmp/event-store/esdb";
import { AttestationServiceService } from "@rmp/proto/rmp/attestation/v1/calls";
import { connect } from "@rmp/service-kit/client";
import { createLog } from "@rmp/service-kit/log";
import { readSecret } from "@rmp/service-kit/secrets";
import { readTls } from "@rmp/service-kit/tls";
import { healthOf } from "@rmp/test-kit/health";
import { afterAll } from "vitest";
import type { Config } from "../src/config.ts";
import { start } from "../src/start.ts";
import { silent } from "./call-path.ts";

// The service in this process, as `main.ts` starts it, on an event store that does not run until the test starts it.

export const directory = await mkdtemp(join(tmpdir(), "rmp-started-"));
afterAll(() => rm(directory, { recursive: true }));
const secrets = await openSecrets(directory);
const tlsOf = (identity: string) => {
  const { cert, key } = secrets.tls(identity);
  return { tlsCaFile: secrets.ca, tlsCertFile: cert, tlsKeyFile: key };
};

const storeAt = (port: number): string => `esdb://localhost:${port}?tls=true&tlsCAFile=${secrets.ca}`;

/** `name`: of its directory. */
async function startStore(port: number, name: string): Promise<Child> {
  const { cert, key } = secrets.tls("event-store");
  const options = { data: join(directory, name), port: `${port}`, users: secrets.eventStoreUsers };
  const tls = { "tls-cert": cert, "tls-key": key };
  const args = Object.entries({ ...options, ...tls }).flatMap(([option, value]) => [`--${option}`, value]);
  const module = "packages/embedded-event-store/src/main.ts";
  return startChild({ name, module, args: [...args, "--parent-stdin"], logDirectory: directory });
}

/** An event store whose one event, of a category that we follow, nobody can read. */
export async function startUnreadableStore() {
  const port = await freePort();
  const child = await startStore(port, "unreadable");
  const eventStore = storeAt(port);
  const credentials = readSecret(secrets.eventStoreCredentials("attestation"));
  await using store = openEventStore({ connectionString: eventStore, credentials, log: silent });
  const id = randomUUID();
  const stream = `customer-${id}`;
  await store.append(stream, "no-stream", [{ id, type: "CustomerApproved", data: {}, metadata: {} }]);
  return { eventStore, event: `${stream}@0`, [Symbol.asyncDispose]: () => child.stop() };
}

async function newConfig() {
  const [listen, store, enforcement, x5u] = [await freePort(), await freePort(), await freePort(), await freePort()];
  const { cert, key } = secrets.tls("x5u");
  const config: Config = {
    ...tlsOf("service-attestation"),
    env: "development",
    listen: `127.0.0.1:${listen}`,
    eventStore: storeAt(store),
    eventStoreCredentialsFile: secrets.eventStoreCredentials("attestation"),
    staffIssuer: ISSUER,
    staffAudience: "rmp",
    staffJwks: "https://localhost:1/jwks.json",
    requestMacKeysFile: secrets.requestMacKeys("attestation"),
    providerId: PROVIDER,
    enforcementAddress: `127.0.0.1:${enforcement}`,
    journalDirectory: join(directory, `journal-${listen}`),
    journalFsync: false,
    replica: "attestation-1",
    signingKeyFile: secrets.stiKey,
    signingChainFile: secrets.stiChain,
    serviceProviderCode: SPC,
    x5uListen: `127.0.0.1:${x5u}`,
    x5uTlsCertFile: cert,
    x5uTlsKeyFile: key,
  };
  return { config, store };
}

/** Resolves as soon as the service answers. One at a time: a process has one event store open. */
export async function startWithoutStore(change: Partial<Config> = {}) {
  await using opening = new AsyncDisposableStack();
  const { config, store } = await newConfig();
  const lines: string[] = [];
  let more = Promise.withResolvers<void>();
  const write = (line: string): void => {
    lines.push(line);
    more.resolve();
    more = Promise.withResolvers();
  };
  const log = createLog("attestation", { write });
  const { failed } = opening.use(await start({ ...config, ...change }, log));
  const sbc = { address: config.listen, tls: readTls(tlsOf("sbc-demo")), server: "service/attestation" } as const;
  const attestation = opening.use(connect(AttestationServiceService, sbc));
  const started = opening.move();
  return {
    /** With which the process would end. */
    failed,
    attestation,
    health: (name: string) => healthOf(name, sbc),
    /** `level: message` of each line of the log. */
    logged: () => lines.map((line) => /"level":"(\w+)".*"msg":"([^"]+)"/.exec(line)?.slice(1).join(": ")),
    /** The first line of the log that holds all these texts, as soon as there is one. */
    async hears(...texts: readonly string[]): Promise<string> {
      for (;;) {
        const { promise } = more;
        const found = lines.find((line) => texts.every((text) => line.includes(text)));
        if (found !== undefined) return found;
        await promise;
      }
    },
    async startStore() {
      const child = await startStore(store, "event-store");
      // After the service, which is disposed of first: it stops without a store as well.
      started.defer(() => child.stop());
    },
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}
