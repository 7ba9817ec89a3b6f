import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openEventStore } from "./esdb.ts";
import { type EventStorePort, type RawEvent, StoreOutcomeUnknown, StoreUnavailable } from "./port.ts";

const main = fileURLToPath(new URL("../../embedded-event-store/src/main.ts", import.meta.url));

/** The embedded store in its own process, so that it can die. */
async function startServer(data: string, port: number) {
  const child = spawn(process.execPath, ["--conditions=source", main, "--data", data, "--port", String(port)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  const { value: line } = await createInterface(child.stdout)[Symbol.asyncIterator]().next();
  return {
    port: Number(/\d+/.exec(String(line))?.[0]),
    freeze: () => child.kill("SIGSTOP"),
    thaw: () => child.kill("SIGCONT"),
    async kill() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

const running = new AsyncDisposableStack();
let data: string;
let server: Awaited<ReturnType<typeof startServer>>;
let store: EventStorePort;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), "rmp-esdb-"));
  running.defer(() => rm(data, { recursive: true }));
  server = await startServer(data, 0);
  running.defer(() => server.kill());
  const connectionString = `esdb://127.0.0.1:${server.port}?tls=false`;
  store = running.use(openEventStore({ connectionString, credentials: "a:b", log: { warn: () => {} } }));
});
afterAll(() => running.disposeAsync());

const event = (): RawEvent => ({ id: randomUUID(), type: "Happened", data: {}, metadata: {} });

test("a server that is killed twice, with 32 writers at work and a reader, loses and doubles nothing", async () => {
  const acknowledged: string[] = [];
  const failures: unknown[] = [];
  const brought: string[] = [];
  const done = new AbortController();
  const reading = (async () => {
    for await (const arrival of store.subscribe("start", ["book-"], done.signal))
      if ("event" in arrival) {
        brought.push(arrival.event.id);
        if (arrival.event.type === "Last") done.abort();
      }
  })();

  let up = Promise.resolve();
  const killAt = [100, 200];
  const killWhenDue = () => {
    if (acknowledged.length < (killAt[0] ?? Number.POSITIVE_INFINITY)) return;
    killAt.shift();
    const { port, kill } = server;
    up = kill().then(async () => {
      server = await startServer(data, port);
    });
  };
  const writer = async (stream: string) => {
    for (let revision = -1; acknowledged.length < 300; revision++) {
      const next = event();
      // As the sender of a command does: the same append again until it is known to stand.
      for (let stands = false; !stands; ) {
        try {
          await store.append(stream, revision < 0 ? "no-stream" : revision, [next]);
          stands = true;
        } catch (error) {
          failures.push(error);
          await up;
        }
      }
      acknowledged.push(next.id);
      killWhenDue();
    }
  };
  const streams = Array.from({ length: 32 }, (_, n) => `book-${n}`);
  await Promise.all(streams.map(writer));
  await store.append("book-last", "no-stream", [{ ...event(), type: "Last" }]);
  await reading;

  const stored = (await Promise.all(streams.map((stream) => store.readStream(stream)))).flat();
  const unexpected = failures.filter((error) => !(error instanceof StoreOutcomeUnknown));
  expect({ unexpected, failed: failures.length > 0 }).toEqual({ unexpected: [], failed: true });
  expect(stored.map(({ id }) => id).sort()).toEqual(acknowledged.sort());
  expect([brought.length, new Set(brought).size]).toEqual([acknowledged.length + 1, acknowledged.length + 1]);
});

test("a server that is silent makes the outcome unknown of what was sent, and refuses nobody when it speaks again", async () => {
  server.freeze();
  const large = () => ({ ...event(), data: { text: "x".repeat(60_000) } });
  const appends = Array.from({ length: 40 }, (_, n) => store.append(`frozen-${n}`, "no-stream", [large()]));
  const reasons = await Promise.all(appends.map((append) => append.catch((error: unknown) => error)));
  server.thaw();
  expect(reasons.filter((reason) => reason instanceof StoreOutcomeUnknown).length).toBe(15);
  expect(reasons.filter((reason) => reason instanceof StoreUnavailable).length).toBe(25);
  expect((await store.append("thawed-1", "no-stream", [event()])).revision).toBe(0);
});

test("where there is no server, a read is unavailable and an append's outcome unknown", async () => {
  await server.kill();
  await expect(store.readStream("book-1")).rejects.toThrow(StoreUnavailable);
  await expect(store.readHead()).rejects.toThrow(StoreUnavailable);
  await expect(store.append("book-x", "no-stream", [event()])).rejects.toThrow(StoreOutcomeUnknown);
});
