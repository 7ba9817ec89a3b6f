import type { Instant } from "@rmp/vocabulary/instant";
import type { JsonObject } from "@rmp/vocabulary/json";
import type { Position } from "./envelope.ts";

/** An event as a store keeps it: sealed, and not yet understood. */
export interface RawEvent {
  /** UUID. Appended again behind the same revision, it is known and answered as then. */
  readonly id: string;
  readonly type: string;
  readonly data: JsonObject;
  readonly metadata: JsonObject;
}

export interface StoredEvent extends RawEvent {
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  /** The store's clock. */
  readonly created: Instant;
}

export interface Appended {
  /** Of the last event written. */
  readonly revision: number;
  readonly position: Position;
}

/** What a subscription brings: an event; that all events up to now were brought; or that there was none up to a position. */
export type Arrival = { readonly event: StoredEvent } | { readonly caughtUp: true } | { readonly checkpoint: Position };

/**
 * The event store as the platform needs it. Every failure is one of the three errors below, or a bug.
 * Reads and appends that cannot reach the store throw StoreUnavailable.
 */
export interface EventStorePort extends AsyncDisposable {
  /** The events of a stream in order, from a revision on; none where it does not exist or is shorter. */
  readStream(stream: string, from?: number): Promise<readonly StoredEvent[]>;

  /**
   * Appends all or nothing behind `expected`, the revision of the stream's last event. Throws WrongExpectedRevision
   * where another writer was first, StoreOutcomeUnknown where nobody can say whether it was written.
   */
  append(stream: string, expected: number | "no-stream", events: readonly RawEvent[]): Promise<Appended>;

  /** Position of the last event of all, system events too; 0 in an empty store. */
  readHead(): Promise<Position>;

  /** At most `limit` events of all streams, system events too, in order, behind a position. */
  readAll(after: Position | "start", limit: number): Promise<readonly StoredEvent[]>;

  /**
   * Every event behind a position whose stream begins with one of the prefixes, once and in order, for ever: a lost
   * connection is taken up again, with backoff, behind the last event brought. Ends when the signal aborts.
   */
  subscribe(after: Position | "start", prefixes: readonly string[], signal: AbortSignal): AsyncIterable<Arrival>;
}

/** The stream has moved since it was read: read and decide again. */
export class WrongExpectedRevision extends Error {
  override readonly name = "WrongExpectedRevision";
}

/** The store did not take the call; nothing was written. */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";
}

/** The append was sent and its answer is lost: it may be written, or be written yet. */
export class StoreOutcomeUnknown extends Error {
  override readonly name = "StoreOutcomeUnknown";
}
