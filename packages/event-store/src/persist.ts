import { setTimeout } from "node:timers/promises";

export type Wait = (milliseconds: number, signal: AbortSignal) => Promise<unknown>;

/** A wait that keeps no process alive. */
export const asleep: Wait = (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal, ref: false });

const firstPause = 100;
const longestPause = 10_000;

/**
 * Attempts until an attempt brings something, with pauses that double from 100 ms to 10 s. Throws what an attempt
 * throws, and the signal's reason.
 */
export async function persist<T>(
  attempt: () => Promise<T | undefined>,
  { wait, signal }: { readonly wait: Wait; readonly signal: AbortSignal },
): Promise<T> {
  for (let pause = firstPause; ; pause = Math.min(pause * 2, longestPause)) {
    signal.throwIfAborted();
    const result = await attempt();
    if (result !== undefined) return result;
    await wait(pause, signal);
  }
}
