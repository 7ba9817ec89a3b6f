import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedEventStore } from "@rmp/embedded-event-store/server";
import { customerEvents } from "@rmp/events/customer";
import { OpenOnboardingRequest } from "@rmp/proto/rmp/customer/v1/commands";
import { afterAll, describe, expect, it } from "vitest";
import { AUDIENCE, ca, callBy, failureOf, ISSUER, tlsOf } from "../test/fixture.ts";
import { ConfigRefused } from "./config.ts";
import { createLog } from "./log.ts";
import { openRuntime, type Runtime, type RuntimeConfig, type RuntimeOptions } from "./runtime.ts";

const opened = new AsyncDisposableStack();
afterAll(() => opened.disposeAsync());

const directory = mkdtempSync(join(tmpdir(), "rmp-runtime-"));
opened.defer(() => rmSync(directory, { recursive: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(directory, name), text);
  return join(directory, name);
};

const { port } = opened.use(await startEmbeddedEventStore({ dataDir: "memory" }));
const { cert, key } = await tlsOf("service/customer");
const config: RuntimeConfig = {
  env: "test",
  listen: "127.0.0.1:7000",
  tlsCaFile: file("ca", ca.cert),
  tlsCertFile: file("cert", cert),
  tlsKeyFile: file("key", key),
  eventStore: `esdb://127.0.0.1:${port}?tls=false`,
  eventStoreCredentialsFile: file("credentials", "customer:secret"),
  staffIssuer: ISSUER,
  staffAudience: AUDIENCE,
  staffJwks: "https://staff.test/jwks.json",
  requestMacKeysFile: file("mac", JSON.stringify({ current: "1", keys: { 1: Buffer.alloc(32).toString("base64") } })),
  providerId: "ccs",
};

const open = (change: Partial<RuntimeConfig & Pick<RuntimeOptions<never>, "listeners">> = {}): Promise<Runtime> => {
  const { listeners = [], ...changed } = change;
  const options = { own: customerEvents, follows: [], fold: () => {}, listeners };
  return openRuntime({ ...config, ...changed }, createLog("customer", { write: () => {} }), options);
};

describe("the views of a service", () => {
  const call = callBy(undefined);
  const request = OpenOnboardingRequest.create({ requestId: "6f7d5c1e-2b0a-4c38-9d41-52d0b7a6e4f3" });
  const read = ({ covered }: Runtime) => covered(call, "");
  const command = (runtime: Runtime) => runtime.command(call, request, OpenOnboardingRequest);

  it("answer no read and decide no command before they have caught up with the log", async () => {
    await using runtime = await open();
    const failures = await Promise.all([failureOf(read(runtime)), failureOf(command(runtime))]);
    const catchingUp = { code: "UNAVAILABLE", retryAfterMs: 1_000 };
    expect(failures.map(({ code, retryAfterMs }) => ({ code, retryAfterMs }))).toEqual([catchingUp, catchingUp]);
  });

  it("do both from then on", async () => {
    await using runtime = await open();
    await runtime.loop.ready;
    expect(await read(runtime)).toBe(0n);
    expect((await failureOf(command(runtime))).reason).toBe("no-plan-in-force");
  });
});

describe("a development CA", () => {
  const refused = (at: string) =>
    new ConfigRefused(`The configuration is refused: a development CA lets nobody in at ${at}.`);

  it("opens no service that listens off loopback", async () =>
    await expect(open({ listen: "0.0.0.0:7000" })).rejects.toThrow(refused("0.0.0.0:7000")));
  it("opens none that listens there besides its own address", async () =>
    await expect(open({ listeners: ["127.0.0.1:7443", "0.0.0.0:7443"] })).rejects.toThrow(refused("0.0.0.0:7443")));
});
