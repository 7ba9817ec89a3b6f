import type { Logger } from "pino";
import type { Position } from "./envelope.ts";
import type { Wait } from "./persist.ts";
import type { Arrival } from "./port.ts";

/** Opens one connection that brings what stands behind a position, until it breaks or the signal aborts. */
export type Connect = (after: Position | "start", signal: AbortSignal) => AsyncIterable<Arrival>;

const firstPause = 100;
const longestPause = 5_000;

/**
 * One subscription over as many connections as it takes: each is opened behind the last event brought, and an event
 * that comes again is dropped. Ends when the signal aborts.
 */
export async function* resubscribed(
  deps: {
    readonly connect: Connect;
    readonly log: Pick<Logger, "warn">;
    readonly wait: Wait;
  },
  after: Position | "start",
  signal: AbortSignal,
): AsyncGenerator<Arrival, void> {
  let last = after;
  let pause = firstPause;
  while (!signal.aborted) {
    let error: unknown;
    try {
      for await (const arrival of deps.connect(last, signal)) {
        pause = firstPause;
        if ("event" in arrival) {
          const { position } = arrival.event;
          if (last !== "start" && position <= last) continue;
          // Not a checkpoint's position: some servers take no subscription from one that is no event's.
          last = position;
        }
        yield arrival;
      }
    } catch (thrown) {
      error = thrown;
    }
    if (signal.aborted) return;
    deps.log.warn({ error, after: String(last), pause }, "subscription lost, taking it up again");
    await deps.wait(pause, signal).catch(() => {});
    pause = Math.min(pause * 2, longestPause);
  }
}
