import { instant } from "@rmp/vocabulary/instant";
import { expect, test } from "vitest";
import type { Position } from "./envelope.ts";
import type { Arrival } from "./port.ts";
import { resubscribed } from "./resubscribe.ts";

const event = (position: Position): Arrival => ({
  event: { id: "", type: "", data: {}, metadata: {}, stream: "book-1", revision: 0, position, created: instant(0) },
});

/** Each connection brings its arrivals and then breaks, or ends where `ends`. */
const setUp = (...connections: readonly { readonly brings: readonly Arrival[]; readonly ends?: boolean }[]) => {
  const asked: (Position | "start")[] = [];
  const pauses: number[] = [];
  const stop = new AbortController();
  const left = [...connections];
  const subscription = resubscribed(
    {
      async *connect(after) {
        asked.push(after);
        const next = left.shift();
        if (!next) return stop.abort();
        yield* next.brings;
        if (!next.ends) throw new Error("broken");
      },
      log: { warn: () => {} },
      wait: async (milliseconds) => pauses.push(milliseconds),
    },
    "start",
    stop.signal,
  );
  const brought = async () => {
    const positions: unknown[] = [];
    for await (const arrival of subscription)
      positions.push(
        "event" in arrival ? arrival.event.position : "checkpoint" in arrival ? "checkpoint" : "caught up",
      );
    return positions;
  };
  return { brought, asked, pauses, stop, subscription };
};

test("a broken connection, or one that the server ends, is taken up behind the last event", async () => {
  const { brought, asked } = setUp({ brings: [event(1n), event(5n)] }, { brings: [event(9n)], ends: true });
  expect(await brought()).toEqual([1n, 5n, 9n]);
  expect(asked).toEqual(["start", 5n, 9n]);
});

test("an event that comes again is dropped", async () => {
  const { brought } = setUp({ brings: [event(1n), event(5n)] }, { brings: [event(5n), event(9n)] });
  expect(await brought()).toEqual([1n, 5n, 9n]);
});

test("a checkpoint is passed on, and not taken up from", async () => {
  const { brought, asked } = setUp({ brings: [event(1n), { checkpoint: 7n }, { caughtUp: true }] });
  expect(await brought()).toEqual([1n, "checkpoint", "caught up"]);
  expect(asked).toEqual(["start", 1n]);
});

test("pauses grow while nothing is brought, and no further than five seconds", async () => {
  const nothing = Array.from({ length: 8 }, () => ({ brings: [] }));
  const { brought, pauses } = setUp(...nothing, { brings: [event(1n)] }, { brings: [] });
  await brought();
  expect(pauses).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000, 100, 200]);
});

test("it ends with its signal", async () => {
  const { subscription, stop } = setUp({ brings: [event(1n), event(2n)] });
  await subscription.next();
  stop.abort();
  await subscription.next();
  expect(await subscription.next()).toEqual({ done: true, value: undefined });
});
