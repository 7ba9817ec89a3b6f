import { EventStoreDBClient } from "@eventstore/db-client";
import { startEmbeddedEventStore } from "../src/server.ts";

/**
 * A server in memory and the official client of it. One a test file: two clients in one process share a map of appends
 * in flight and end each other's.
 */
export async function startWithOfficialClient(): Promise<{ client: EventStoreDBClient } & AsyncDisposable> {
  const server = await startEmbeddedEventStore({ dataDir: "memory" });
  const client = EventStoreDBClient.connectionString(`esdb://127.0.0.1:${server.port}?tls=false`);
  return {
    client,
    async [Symbol.asyncDispose]() {
      await client.dispose();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** All that an async iterable gives. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** The error a promise is rejected with. */
export async function failure(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("nothing failed");
}

/** What the client gives for one event, as far as tests of `{ text }` need it. */
export interface Resolved {
  readonly event?: { readonly data: unknown };
}

export function textOf({ event }: Resolved): string {
  const data = event?.data;
  return typeof data === "object" && data !== null && "text" in data ? String(data.text) : "";
}
