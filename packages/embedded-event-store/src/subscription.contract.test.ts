import {
  type AllStreamSubscription,
  END,
  type EventStoreDBClient,
  eventTypeFilter,
  jsonEvent,
  type Position,
  START,
  streamNameFilter,
  type StreamSubscription,
} from "@eventstore/db-client";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Resolved, startWithOfficialClient, textOf } from "../test/official-client.ts";

let client: EventStoreDBClient;
let running: Awaited<ReturnType<typeof startWithOfficialClient>>;
beforeEach(async () => {
  running = await startWithOfficialClient();
  client = running.client;
});
afterEach(() => running[Symbol.asyncDispose]());

/** Appends one event and gives its position. */
async function append(stream: string, text: string, type = "Noted"): Promise<Position> {
  const { position } = await client.appendToStream(stream, jsonEvent({ type, data: { text } }));
  if (!position) throw new Error("no position");
  return position;
}

type Subscription = StreamSubscription | AllStreamSubscription;

/** What a subscription says, in order: texts of events, "caught up", "checkpoint <position>". */
function listening(subscription: Subscription) {
  const heard: string[] = [];
  let wake = () => {};
  const hear = (said: string) => {
    heard.push(said);
    wake();
  };
  subscription.on("data", (event: Resolved) => hear(textOf(event)));
  subscription.on("caughtUp" as "close", () => hear("caught up"));
  return {
    heard,
    hear,
    /** Everything heard, once it ends with `last`. */
    async until(last: string): Promise<string[]> {
      while (heard.at(-1) !== last) await new Promise<void>((resolve) => (wake = resolve));
      return heard;
    },
  };
}

describe("a subscription to the log", () => {
  test("from the start: what stands, the word that it has caught up, what comes", async () => {
    await append("a", "1");
    await append("b", "2");
    const listener = listening(client.subscribeToAll({ fromPosition: START }));
    await listener.until("caught up");
    await append("a", "3");
    expect(await listener.until("3")).toEqual(["1", "2", "caught up", "3"]);
  });

  test("of an empty log has caught up at once", async () => {
    expect(await listening(client.subscribeToAll()).until("caught up")).toEqual(["caught up"]);
  });

  test("from a position: what comes after it", async () => {
    const position = await append("a", "1");
    await append("a", "2");
    const listener = listening(client.subscribeToAll({ fromPosition: position }));
    expect(await listener.until("caught up")).toEqual(["2", "caught up"]);
  });

  test("from the end: only what is new", async () => {
    await append("a", "1");
    const listener = listening(client.subscribeToAll({ fromPosition: END }));
    await listener.until("caught up");
    await append("a", "2");
    expect(await listener.until("2")).toEqual(["caught up", "2"]);
  });

  test("of a reader far behind catches up again, and says so again", async () => {
    const listener = listening(client.subscribeToAll());
    await listener.until("caught up");
    const events = Array.from({ length: 40 }, (_, index) => jsonEvent({ type: "Noted", data: { text: `${index}` } }));
    await client.appendToStream("a", events);
    await append("a", "last");
    const heard = (await listener.until("last")).filter((said) => said !== "caught up");
    expect(heard).toEqual([...events.map((_, index) => `${index}`), "last"]);
    expect(listener.heard.filter((said) => said === "caught up").length).toBe(2);
  });
});

describe("a filtered subscription to the log", () => {
  test("by prefixes of the stream's name", async () => {
    for (const stream of ["customer-1", "number-1", "customers", "enforcement-1"]) await append(stream, stream);
    const filter = streamNameFilter({ prefixes: ["customer-", "enforcement-"] });
    expect(await listening(client.subscribeToAll({ filter })).until("caught up")).toEqual([
      "customer-1",
      "enforcement-1",
      "caught up",
    ]);
  });

  test("by prefixes of the event's type, live too", async () => {
    const listener = listening(client.subscribeToAll({ filter: eventTypeFilter({ prefixes: ["Number"] }) }));
    await listener.until("caught up");
    await append("a", "1", "NumberAssigned");
    await append("a", "2", "CustomerClosed");
    await append("a", "3", "NumberReleased");
    expect(await listener.until("3")).toEqual(["caught up", "1", "3"]);
  });

  test("tells how far it has looked: after each window, and before it has caught up", async () => {
    const positions: Position[] = [];
    for (let index = 0; index < 5; index += 1) positions.push(await append("other-1", `${index}`));
    const checkpoints: Position[] = [];
    const listener = listening(
      client.subscribeToAll({
        filter: streamNameFilter({
          prefixes: ["wanted-"],
          maxSearchWindow: 2,
          checkpointReached: async (_subscription, position) => {
            checkpoints.push(position);
            listener.hear("checkpoint");
          },
        }),
      }),
    );
    await listener.until("caught up");
    expect(checkpoints).toEqual([positions[1], positions[3], positions[4]]);

    const live = [await append("other-1", "5"), await append("other-1", "6")];
    await listener.until("checkpoint");
    expect(checkpoints.at(-1)).toEqual(live[1]);
  });

  test("resumes after a checkpoint with nothing lost and nothing twice", async () => {
    await append("wanted-1", "1");
    const checkpoint = await append("other-1", "2");
    await append("wanted-1", "3");
    const filter = streamNameFilter({ prefixes: ["wanted-"] });
    const listener = listening(client.subscribeToAll({ fromPosition: checkpoint, filter }));
    expect(await listener.until("caught up")).toEqual(["3", "caught up"]);
  });
});

describe("a subscription to a stream", () => {
  test("from a revision: what comes after it, of that stream alone", async () => {
    for (const text of ["0", "1", "2"]) await append("a", text);
    await append("b", "other");
    const listener = listening(client.subscribeToStream("a", { fromRevision: 0n }));
    await listener.until("caught up");
    await append("b", "other");
    await append("a", "3");
    expect(await listener.until("3")).toEqual(["1", "2", "caught up", "3"]);
  });

  test("that does not exist yet waits for it", async () => {
    const listener = listening(client.subscribeToStream("a"));
    await listener.until("caught up");
    await append("a", "0");
    expect(await listener.until("0")).toEqual(["caught up", "0"]);
  });

  test("from the end: only what is new", async () => {
    await append("a", "0");
    const listener = listening(client.subscribeToStream("a", { fromRevision: END }));
    await listener.until("caught up");
    await append("a", "1");
    expect(await listener.until("1")).toEqual(["caught up", "1"]);
  });
});
