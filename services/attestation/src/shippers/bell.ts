import { setTimeout } from "node:timers/promises";
import type { Wait } from "./keep-shipping.ts";

/** A wait that ends early when somebody rings. */
export interface Bell {
  ring(): void;
  readonly wait: Wait;
}

/** What is rung for within this time is shipped together: a dialler rings at every call. */
const TOGETHER_MS = 20;

export function createBell(): Bell {
  let rung = Promise.withResolvers<void>();
  return {
    ring: () => rung.resolve(),
    async wait(milliseconds, signal) {
      const pause = setTimeout(milliseconds, undefined, { signal, ref: false });
      await Promise.race([pause, rung.promise.then(() => setTimeout(TOGETHER_MS, undefined, { signal, ref: false }))]);
      rung = Promise.withResolvers();
    },
  };
}
