import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { freePort } from "./free-port.ts";
import { saveJson } from "./json-file.ts";
import { findPlatform } from "./platform.ts";

const dataDirectory = await mkdtemp(join(tmpdir(), "rmp-found-"));
afterAll(() => rm(dataDirectory, { recursive: true }));

/** What a platform that was killed leaves behind: addresses at which nobody answers. */
async function leftBehind(pid: number): Promise<void> {
  const port = await freePort();
  const at = `127.0.0.1:${port}`;
  const services = { auditor: at, customer: at, numbering: at, enforcement: at, attestation: at };
  const addresses = { pid, services, eventStore: port, postgres: port, tokenIssuer: port, x5u: port };
  await saveJson(join(dataDirectory, "platform.json"), addresses);
}

describe("a platform is found only where one answers", () => {
  it("not in an empty data directory", async () => expect(await findPlatform(dataDirectory)).toBeUndefined());

  it("not by a process that has been given the dead one's pid", async () => {
    await leftBehind(process.ppid);
    expect(await findPlatform(dataDirectory)).toBeUndefined();
  });

  it("not in ourselves", async () => {
    await leftBehind(process.pid);
    expect(await findPlatform(dataDirectory)).toBeUndefined();
  });
});
