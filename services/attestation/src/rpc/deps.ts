import type { Call } from "@rmp/service-kit/rpc";
import type { CallQueue } from "../decisions/call-queue.ts";

export interface Deps {
  readonly queue: CallQueue;
  /** Whether the view holds everything up to a position ("": always). */
  readonly covers: (minPosition: string) => boolean;
  /** Waits until it does; rejects where the signal aborts before, or the store cannot be reached. */
  readonly covered: (call: Pick<Call, "signal">, minPosition: string) => Promise<unknown>;
  /** How long a call of a stream waits for that, in milliseconds: 10 s unless a test says otherwise. */
  readonly longestWaitMs?: number;
}
