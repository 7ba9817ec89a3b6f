import type { Instant } from "@rmp/vocabulary/instant";
import type { Logger } from "pino";
import type { DomainEvent } from "./decider.ts";
import type { Recorded } from "./envelope.ts";
import type { EventLog } from "./event-log.ts";
import type { Loop } from "./loop.ts";
import type { Cursors } from "./reaction-cursors.ts";

/** What follows from a fact: a command to the service that owns the change. */
export interface Reaction<E extends DomainEvent = DomainEvent> {
  /** Never to change: its cursor and its request ids hang on it. */
  readonly name: string;
  /** The id in whose order the fact is judged; undefined where it is none of this reaction's. May not throw. */
  concerns(fact: Recorded<E>): string | undefined;
  /** Judges the fact on the views as they are, and sends what follows. Throws what the clients throw. */
  react(fact: Recorded<E>, sending: Sending): Promise<void>;
  /** Reasons of the owner that leave nothing to do. */
  readonly done: ReadonlySet<string>;
}

export interface Sending {
  /** The request id of a command: the same whenever the fact is judged again, by whichever replica. */
  requestId(...parts: readonly string[]): string;
  /** Aborts when the process stops. */
  readonly signal: AbortSignal;
}

/** What an error says: come again, or no, for a reason. */
export type Verdict = "retry" | { readonly refused: string };

export interface ReactionDeps {
  readonly loop: Pick<Loop, "applied" | "history" | "position" | "ready">;
  readonly log: EventLog;
  readonly cursors: Cursors;
  classify(error: unknown): Verdict;
  now(): Instant;
  /** Stamped on `ReactionParked`. */
  rules(): { readonly planVersion: string; readonly policyHash: string };
  readonly logger: Pick<Logger, "warn" | "error">;
  wait?(milliseconds: number, signal: AbortSignal): Promise<unknown>;
}
