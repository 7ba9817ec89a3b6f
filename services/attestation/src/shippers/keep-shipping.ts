import type { Log } from "@rmp/service-kit/log";

/** Ships what there is to ship. Throws where it cannot; the next pass begins where this one failed. */
export type Pass = (signal: AbortSignal) => Promise<void>;

/** Finds out where the passes begin. Throws where it cannot; then it is to be asked again. */
export type Begin = () => Pass;

/** Waits for the next pass, in milliseconds; earlier where there is something to ship. Rejects when the signal aborts. */
export type Wait = (milliseconds: number, signal: AbortSignal) => Promise<unknown>;

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Passes one after the other until it is disposed, `everyMs` apart, after a failure further and further apart. A shipper
 * that waits holds up nobody: each has its own loop and its own place.
 */
export function keepShipping(name: string, begin: Begin, everyMs: number, wait: Wait, log: Log): AsyncDisposable {
  const stop = new AbortController();

  const run = async (): Promise<void> => {
    let pause = FIRST_PAUSE_MS;
    let pass: Pass | undefined;
    while (!stop.signal.aborted) {
      try {
        pass ??= begin();
        await pass(stop.signal);
        pause = FIRST_PAUSE_MS;
        await wait(everyMs, stop.signal);
      } catch (error) {
        if (stop.signal.aborted) return;
        log.warn({ shipper: name, error }, "shipper waits");
        await wait(pause, stop.signal).catch(() => {});
        pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      }
    }
  };

  const running = run();
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
    },
  };
}
