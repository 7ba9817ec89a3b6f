import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { freePort } from "./free-port.ts";
import { saveJson } from "./json-file.ts";
import { findPlatform } from "./platform.ts";

/** Goes with the test. */
async function newDataDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "rmp-platform-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  return directory;
}

/** A port at which somebody answers while the test runs. */
async function answeredPort(): Promise<number> {
  const port = await freePort();
  const server = createServer((socket) => socket.destroy()).listen(port, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return port;
}

/** What a platform writes down of itself, and a killed one leaves behind. */
async function written(pid: number, port: number, dataDirectory: string) {
  const at = `127.0.0.1:${port}`;
  const services = { auditor: at, customer: at, numbering: at, enforcement: at, attestation: at };
  const addresses = { pid, services, eventStore: port, postgres: port, tokenIssuer: port, x5u: port };
  await saveJson(join(dataDirectory, "platform.json"), addresses);
  return addresses;
}

describe("a platform is found only where one answers", () => {
  it("not in an empty data directory", async () =>
    expect(await findPlatform(await newDataDirectory())).toBeUndefined());

  it("where it says", async () => {
    const dataDirectory = await newDataDirectory();
    const addresses = await written(process.ppid, await answeredPort(), dataDirectory);
    expect((await findPlatform(dataDirectory))?.addresses).toEqual(addresses);
  });

  it("not by a process that has been given the dead one's pid", async () => {
    const dataDirectory = await newDataDirectory();
    await written(process.ppid, await freePort(), dataDirectory);
    expect(await findPlatform(dataDirectory)).toBeUndefined();
  });

  it("not in ourselves", async () => {
    const dataDirectory = await newDataDirectory();
    await written(process.pid, await answeredPort(), dataDirectory);
    expect(await findPlatform(dataDirectory)).toBeUndefined();
  });
});
