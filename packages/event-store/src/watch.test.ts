import { expect, test } from "vitest";
import type { Position, Recorded } from "./envelope.ts";
import type { Loop } from "./loop.ts";
import { watchView } from "./watch.ts";

type Watchable = Pick<Loop, "applied" | "cover" | "position" | "stopped">;

/** A loop in the test's hand: `change` is one event folded. */
const handLoop = () => {
  const listeners = new Set<(recorded: Recorded) => void>();
  const stop = new AbortController();
  const views = new Map<string, number>();
  let position: Position = 0n;
  const loop: Watchable = {
    position: () => position,
    stopped: stop.signal,
    applied(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async cover(target) {
      while (position < target) change("covered");
    },
  };
  const change = (id: string) => {
    views.set(id, (views.get(id) ?? 0) + 1);
    position += 100n;
    // Of an event only its stream is looked at.
    for (const listener of listeners) listener({ stream: id } as Recorded);
  };
  const watch = (id: string, signal: AbortSignal, from?: Position) =>
    watchView({
      loop,
      concerns: ({ stream }) => stream === id,
      read: () => views.get(id) ?? 0,
      signal,
      ...(from !== undefined && { from }),
    });
  return { watch, change, listeners, stop };
};

const never = new AbortController().signal;

test("the view comes now and after each of its changes, and no other", async () => {
  const { watch, change } = handLoop();
  change("a");
  const views = watch("a", never);
  expect(await views.next()).toEqual({ done: false, value: { view: 1, position: 100n } });
  const next = views.next();
  change("b");
  change("a");
  expect(await next).toEqual({ done: false, value: { view: 2, position: 300n } });
});

test("the first view is not older than the position asked for", async () => {
  const { watch } = handLoop();
  expect(await watch("covered", never, 250n).next()).toEqual({ done: false, value: { view: 3, position: 300n } });
});

test("a slow reader gets the last of several changes, once", async () => {
  const { watch, change, stop } = handLoop();
  const views = watch("a", never);
  await views.next();
  change("a");
  change("a");
  expect((await views.next()).value).toEqual({ view: 2, position: 200n });
  const next = views.next();
  stop.abort(new Error("boom"));
  await expect(next).rejects.toThrow("boom");
});

test("it ends with its signal, and nobody listens any more", async () => {
  const { watch, listeners } = handLoop();
  const gone = new AbortController();
  const views = watch("a", gone.signal);
  await views.next();
  const next = views.next();
  gone.abort();
  expect(await next).toEqual({ done: true, value: undefined });
  expect(listeners.size).toBe(0);
});

test("a reader that goes away ends it too", async () => {
  const { watch, listeners } = handLoop();
  for await (const { view } of watch("a", never)) if (view === 0) break;
  expect(listeners.size).toBe(0);
});
