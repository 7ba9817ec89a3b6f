import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startChild } from "@rmp/deploy-local/child";
import { freePort } from "@rmp/deploy-local/free-port";
import { ISSUER, PROVIDER } from "@rmp/deploy-local/parts";
import { openSecrets, SPC } from "@rmp/deploy-local/secrets";
import { AttestationServiceService } from "@rmp/proto/rmp/attestation/v1/calls";
import { connect } from "@rmp/service-kit/client";
import { createLog } from "@rmp/service-kit/log";
import { readTls } from "@rmp/service-kit/tls";
import { healthOf } from "@rmp/test-kit/health";
import { afterAll } from "vitest";
import type { Config } from "../src/config.ts";
import { start } from "../src/start.ts";

// The service in this process, as `main.ts` starts it, on an event store that does not run until the test starts it.

export const directory = await mkdtemp(join(tmpdir(), "rmp-started-"));
afterAll(() => rm(directory, { recursive: true }));
const secrets = await openSecrets(directory);
const tlsOf = (identity: string) => {
  const { cert, key } = secrets.tls(identity);
  return { tlsCaFile: secrets.ca, tlsCertFile: cert, tlsKeyFile: key };
};

async function newConfig() {
  const [listen, store, enforcement, x5u] = [await freePort(), await freePort(), await freePort(), await freePort()];
  const { cert, key } = secrets.tls("x5u");
  const config: Config = {
    ...tlsOf("service-attestation"),
    env: "development",
    listen: `127.0.0.1:${listen}`,
    eventStore: `esdb://localhost:${store}?tls=true&tlsCAFile=${secrets.ca}`,
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
  const log = createLog("attestation", { write: (line: string) => lines.push(line) });
  opening.use(await start({ ...config, ...change }, log));
  const sbc = { address: config.listen, tls: readTls(tlsOf("sbc-demo")), server: "service/attestation" } as const;
  const attestation = opening.use(connect(AttestationServiceService, sbc));
  const started = opening.move();
  return {
    attestation,
    health: (name: string) => healthOf(name, sbc),
    /** `level: message` of each line of the log. */
    logged: () => lines.map((line) => /"level":"(\w+)".*"msg":"([^"]+)"/.exec(line)?.slice(1).join(": ")),
    async startStore() {
      const { cert, key } = secrets.tls("event-store");
      const options = { data: join(directory, "event-store"), port: `${store}`, users: secrets.eventStoreUsers };
      const tls = { "tls-cert": cert, "tls-key": key };
      const args = Object.entries({ ...options, ...tls }).flatMap(([name, value]) => [`--${name}`, value]);
      const module = "packages/embedded-event-store/src/main.ts";
      const child = await startChild({
        name: "event-store",
        module,
        args: [...args, "--parent-stdin"],
        logDirectory: directory,
      });
      // After the service, which is disposed of first: it stops without a store as well.
      started.defer(() => child.stop());
    },
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}
