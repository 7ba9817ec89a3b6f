import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@rmp/deploy-local/free-port";
import { saveJson } from "@rmp/deploy-local/json-file";
import { startPlatform } from "@rmp/deploy-local/platform";
import { expect, it, onTestFinished } from "vitest";

/** Listens at a port while the test runs; rejects where another does. */
async function hold(port: number): Promise<void> {
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
}

it("a platform of which one part cannot start waits for the others and stops them, so that none is left behind", async () => {
  const dataDirectory = await mkdtemp(join(tmpdir(), "rmp-failed-"));
  onTestFinished(() => rm(dataDirectory, { recursive: true }));
  const x5u = await freePort();
  await hold(x5u);
  await saveJson(join(dataDirectory, "x5u-port.json"), x5u);
  const told: string[] = [];
  await expect(startPlatform(dataDirectory, (line) => told.push(line))).rejects.toThrow(
    "attestation ended before it was ready",
  );
  const started = told.map((line) => line.split(/ +127.0.0.1:/));
  const others = ["auditor", "customer", "enforcement", "event-store", "numbering", "postgres", "token-issuer"];
  expect(new Set(started.map(([name]) => name))).toEqual(new Set(others));
  for (const [, port] of started) await hold(Number(port));
}, 60_000);
