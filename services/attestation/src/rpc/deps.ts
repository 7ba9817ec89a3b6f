import type { Call } from "@rmp/service-kit/rpc";
import type { CallQueue } from "../decisions/call-queue.ts";

export interface Deps {
  readonly queue: CallQueue;
  /** Whether the view holds everything up to a position ("": always). */
  readonly covers: (minPosition: string) => boolean;
  /** Waits until it does; rejects where the call ends before, or the store cannot be reached. */
  readonly covered: (call: Call, minPosition: string) => Promise<unknown>;
}
