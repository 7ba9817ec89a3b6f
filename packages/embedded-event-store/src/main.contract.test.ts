import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { startChild } from "../test/child-server.ts";
import { failure } from "../test/official-client.ts";
import { appendRequest, batchAppend, ofStream, rawClient, read, readRequest } from "../test/raw-client.ts";

const folders: string[] = [];
const temporaryFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), "rmp-event-store-"));
  folders.push(folder);
  return folder;
};
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

test("a second process on a data directory is refused, until the first has ended, however it ends", {
  timeout: 60_000,
}, async () => {
  const dir = temporaryFolder();
  for (const [signal, end] of [
    ["SIGKILL", "SIGKILL"],
    ["SIGTERM", 0],
  ] as const) {
    const owner = await startChild(dir);
    expect(String(await failure(startChild(dir)))).toContain(`${dir} is in use by another process`);
    expect(await owner.end(signal)).toBe(end);
  }
  expect(await (await startChild(dir)).end("SIGTERM")).toBe(0);
});

test("it ends with the parent that holds its stdin", async () => {
  const { child } = await startChild(temporaryFolder(), 0, "--parent-stdin");
  child.stdin?.end();
  expect(await once(child, "exit")).toEqual([0, null]);
});

test("a graceful stop keeps what was written", async () => {
  const dir = temporaryFolder();
  const first = await startChild(dir);
  const client = rawClient(first.port);
  await batchAppend(client, [appendRequest("a"), appendRequest("a")]);
  expect(await first.end("SIGTERM")).toBe(0);
  client.close();
  const second = await startChild(dir);
  const again = rawClient(second.port);
  const { messages } = await read(again, readRequest({ streamOption: ofStream("a") }));
  expect(messages.length).toBe(2);
  again.close();
  await second.end("SIGTERM");
});

test.each([
  ["TLS without users", ["--tls-cert", "c", "--tls-key", "k"], "--tls-cert, --tls-key and --users go together"],
  ["an unknown flag", ["--insecure"], "Unknown option '--insecure'"],
  ["a listener off loopback without TLS", ["--host", "0.0.0.0"], "without TLS this server listens on loopback only"],
])("%s: it says so and does not start", async (_title, args, then) => {
  expect(String(await failure(startChild(temporaryFolder(), 0, ...args)))).toContain(then);
});
