import {
  BACKWARDS,
  END,
  EventStoreDBClient,
  jsonEvent,
  NO_STREAM,
  WrongExpectedVersionError,
} from "@eventstore/db-client";
import type { Logger } from "pino";
import { appendLane } from "./append-lane.ts";
import type { Position } from "./envelope.ts";
import { onWire, positionOf, storedEvent } from "./esdb-events.ts";
import { collected, isRefusal } from "./esdb-read.ts";
import { connection } from "./esdb-subscription.ts";
import { asleep } from "./persist.ts";
import { type EventStorePort, StoreOutcomeUnknown, WrongExpectedRevision } from "./port.ts";
import { resubscribed } from "./resubscribe.ts";

/**
 * The client's stream of appends takes 16 messages before it says "wait" (Node's object-mode buffer). Those that wait
 * inside the client are rejected where nobody can catch it when the connection breaks, and the process ends. Fewer
 * than 16 unanswered never wait, and one client is at its limit long before 15 answers are outstanding.
 */
const unansweredAppends = 15;

/** A durable append takes milliseconds. The client itself would wait for ever. */
const appendDeadline = 5_000;

/** Ping and pong of the client's keep-alive, 10 s each, and a margin. */
const transportForgets = 30_000;

/** The client keeps unanswered appends in one table for the whole process: a second writer would answer for ours. */
let opened = false;

/**
 * Opens EventStoreDB, KurrentDB or the embedded store; nothing is sent yet. One per process: throws where another is
 * open.
 */
export function openEventStore(deps: {
  /** `esdb://host:port?tls=true&tlsCAFile=…`, without credentials; of a cluster the leader, which is the default. */
  readonly connectionString: string;
  /** "user:password". Without TLS the client sends none. */
  readonly credentials: string;
  readonly log: Pick<Logger, "warn">;
}): EventStorePort {
  if (opened) throw new Error("this process has an event store open");
  const address = withCredentials(deps.connectionString, deps.credentials);
  // Where any call fails the client may change its channel, and open a new stream of appends beside one that still
  // lives; the end of the old one then empties the table of appends, and the answers on the new one find nothing there,
  // which ends the process. A client that only appends changes its channel only when its stream of appends is dead.
  const writer = EventStoreDBClient.connectionString(address);
  const reader = EventStoreDBClient.connectionString(address);
  opened = true;
  const inLane = appendLane({
    capacity: unansweredAppends,
    deadline: appendDeadline,
    forgotten: transportForgets,
    hangUp: () => writer.dispose(),
    wait: asleep,
  });

  const readHead = async (): Promise<Position> => {
    const [last] = await collected(reader.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 }));
    return last ? (positionOf(last) ?? 0n) : 0n;
  };

  return {
    readHead,

    async readStream(stream, from = 0) {
      const events = await collected(reader.readStream(stream, { fromRevision: BigInt(from) }));
      // Where a server leaves positions out here, the head is the honest answer: whoever covers it covers these.
      const bound = events.every(positionOf) ? 0n : await readHead();
      return events.flatMap((event) => storedEvent(event, bound));
    },

    async readAll(after, limit) {
      const start = after === "start";
      // The event at the position itself is read once more, and dropped.
      const read = start ? { maxCount: limit } : { maxCount: limit + 1, fromPosition: onWire(after) };
      const events = await collected(reader.readAll(read));
      return events.flatMap((event) => storedEvent(event, 0n)).filter(({ position }) => start || position > after);
    },

    append: (stream, expected, events) =>
      inLane(async () => {
        const expectedRevision = expected === "no-stream" ? NO_STREAM : BigInt(expected);
        try {
          const appended = await writer.appendToStream(
            stream,
            events.map((event) => jsonEvent(event)),
            { expectedRevision, deadline: appendDeadline },
          );
          const position = appended.position?.commit ?? (await readHead());
          return { revision: Number(appended.nextExpectedRevision), position };
        } catch (error) {
          throw appendFailure(error);
        }
      }),

    subscribe: (after, prefixes, signal) =>
      resubscribed(
        { connect: (last, until) => connection(reader, last, prefixes, until), log: deps.log, wait: asleep },
        after,
        signal,
      ),

    async [Symbol.asyncDispose]() {
      await Promise.all([writer.dispose(), reader.dispose()]);
      opened = false;
    },
  };
}

function withCredentials(connectionString: string, credentials: string): string {
  const colon = credentials.indexOf(":");
  const [user, password] = [credentials.slice(0, colon), credentials.slice(colon + 1)].map(encodeURIComponent);
  return connectionString.replace("://", `://${user}:${password}@`);
}

function appendFailure(error: unknown): unknown {
  if (error instanceof WrongExpectedVersionError) return new WrongExpectedRevision(error.message, { cause: error });
  if (isRefusal(error)) return error;
  return new StoreOutcomeUnknown("the event store did not say whether it wrote", { cause: error });
}
