import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EventStoreDBClient, jsonEvent, NO_STREAM } from "@eventstore/db-client";
import { expect, test } from "vitest";
import { startChild } from "../test/child-server.ts";
import { all } from "../test/official-client.ts";

const ROUNDS = 5;
const WRITERS = 32;
const APPENDS_BEFORE_KILL = 300;

/** One writer's stream: what it was told stands, and what it never heard of. */
interface Book {
  readonly stream: string;
  readonly acknowledged: string[];
  unknown: string | undefined;
}

test("a server killed with appends in flight has lost and doubled nothing it acknowledged", {
  timeout: 60_000,
}, async () => {
  const dir = await mkdtemp(join(tmpdir(), "rmp-event-store-"));
  let server = await startChild(dir);
  const { port } = server;
  const client = EventStoreDBClient.connectionString(`esdb://127.0.0.1:${port}?tls=false`);
  const books: Book[] = Array.from({ length: WRITERS }, (_, index) => ({
    stream: `book-${index}`,
    acknowledged: [],
    unknown: undefined,
  }));

  /** Appends until the server is gone, beginning with the append whose fate is not known. */
  async function write(book: Book, signal: AbortSignal, appended: () => void): Promise<void> {
    while (!signal.aborted) {
      const id = book.unknown ?? randomUUID();
      book.unknown = id;
      const expectedRevision = book.acknowledged.length === 0 ? NO_STREAM : BigInt(book.acknowledged.length - 1);
      await client.appendToStream(book.stream, jsonEvent({ id, type: "Written", data: {} }), { expectedRevision });
      // What the client kept for the next server is repeated there under the same id.
      if (signal.aborted) return;
      book.acknowledged.push(id);
      book.unknown = undefined;
      appended();
    }
  }

  for (let round = 0; round < ROUNDS; round += 1) {
    let appends = 0;
    const dead = new AbortController();
    await new Promise<void>((resolve) => {
      const appended = () => {
        appends += 1;
        if (appends === APPENDS_BEFORE_KILL) resolve();
      };
      for (const book of books) void write(book, dead.signal, appended).catch(() => {});
    });
    await server.end("SIGKILL");
    dead.abort();
    server = await startChild(dir, port);
  }

  for (const book of books) {
    const events = (await all(client.readStream(book.stream))).flatMap(({ event }) => event ?? []);
    const expected = [...book.acknowledged];
    // The last append may stand though its answer was lost; whole, and once.
    if (events.length > expected.length && book.unknown !== undefined) expected.push(book.unknown);
    expect(events.map(({ id }) => id)).toEqual(expected);
    expect(events.map(({ revision }) => revision)).toEqual(expected.map((_, index) => BigInt(index)));
  }
  const positions = (await all(client.readAll())).map(({ event }) => event?.position?.commit ?? 0n);
  expect(positions).toEqual([...new Set(positions)].sort((a, b) => (a < b ? -1 : 1)));

  await client.dispose();
  await server.end("SIGTERM");
  await rm(dir, { recursive: true });
});
