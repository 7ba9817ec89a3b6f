import { type AppendResult, EventStoreDBClient, jsonEvent, NO_STREAM } from "@eventstore/db-client";

/** A process with one official client: 32 appends of one 1 KiB event under way for some seconds. Prints appends a second. */
const [connectionString, seconds] = process.argv.slice(2);
if (connectionString === undefined || seconds === undefined)
  throw new Error("usage: append-load.ts CONNECTION SECONDS");

const client = EventStoreDBClient.connectionString(connectionString);
const data = { text: "x".repeat(1024) };
let appended = 0;

async function writer(index: number, until: number): Promise<void> {
  const stream = `bench-${process.pid}x${index}`;
  let expected: bigint | typeof NO_STREAM = NO_STREAM;
  while (performance.now() < until) {
    const event = jsonEvent({ type: "Benched", data });
    const result: AppendResult = await client.appendToStream(stream, event, { expectedRevision: expected });
    expected = result.nextExpectedRevision;
    appended += 1;
  }
}

/** `first`: streams of a warm-up begin anew in the measured part. */
const run = (first: number, forSeconds: number): Promise<unknown> => {
  const until = performance.now() + forSeconds * 1000;
  return Promise.all(Array.from({ length: 32 }, (_, index) => writer(first + index, until)));
};

await run(0, 1);
appended = 0;
const began = performance.now();
await run(32, Number(seconds));
console.log(JSON.stringify({ perSecond: appended / ((performance.now() - began) / 1000) }));
await client.dispose();
process.exit(0);
