import {
  AccessDeniedError,
  InvalidArgumentError,
  MaxAppendSizeExceededError,
  StreamDeletedError,
  type StreamingRead,
  StreamNotFoundError,
} from "@eventstore/db-client";
import { asleep } from "./persist.ts";
import { StoreUnavailable } from "./port.ts";

const readDeadline = 10_000;

/** All that a read brings. Throws StoreUnavailable, and what the server refused as the client names it. */
export async function collected<Event>(read: StreamingRead<Event>): Promise<readonly Event[]> {
  // An error that comes while nobody iterates would end the process.
  read.on("error", () => {});
  const tooLate = new AbortController();
  asleep(readDeadline, tooLate.signal).then(
    () => read.destroy(new StoreUnavailable(`no answer to a read within ${readDeadline} ms`)),
    () => {},
  );
  const events: Event[] = [];
  try {
    for await (const event of read) events.push(event);
    return events;
  } catch (error) {
    if (error instanceof StreamNotFoundError) return [];
    read.cancel().catch(() => {});
    if (error instanceof StoreUnavailable || isRefusal(error)) throw error;
    throw new StoreUnavailable("the event store cannot be read", { cause: error });
  } finally {
    tooLate.abort();
  }
}

/** The store's well-considered no: nothing was written, and asking again does not help. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof AccessDeniedError ||
  error instanceof InvalidArgumentError ||
  error instanceof StreamDeletedError ||
  error instanceof MaxAppendSizeExceededError;
