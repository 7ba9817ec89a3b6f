import type { Actor } from "@rmp/vocabulary/actor";
import { isId, type PersonId } from "@rmp/vocabulary/ids";
import { isInstant, type Instant } from "@rmp/vocabulary/instant";
import { z } from "zod";
import type { DomainEvent } from "./decider.ts";

/** Who, when, why and under which rules: the metadata of every event, the same for all services. */
export interface Envelope {
  readonly requestId: string;
  /** "keyId:hex": HMAC-SHA256 of the request that caused the event; the same id with another body shows by it. */
  readonly requestMac: string;
  readonly correlationId: string;
  /** Id of the event that a reaction answered. */
  readonly causationId?: string;
  readonly actor: Actor;
  /** When it happened. */
  readonly occurredAt: Instant;
  /** When we knew. */
  readonly recordedAt: Instant;
  /** Version of the plan in force, "none" before the first. */
  readonly planVersion: string;
  readonly policyHash: string;
  readonly schemaVersion: number;
  readonly service: string;
  readonly traceparent?: string;
}

const instant = z.custom<Instant>(isInstant, "expected an Instant");

/**
 * Throws ZodError where metadata is not an envelope. A field that a newer build writes is left out: in a rolling upgrade
 * the older one reads on.
 */
export const envelope: z.ZodType<Envelope> = z.object({
  requestId: z.string(),
  requestMac: z.string(),
  correlationId: z.string(),
  causationId: z.string().exactOptional(),
  actor: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("staff"), id: z.custom<PersonId>(isId, "expected a person id") }),
    z.strictObject({ kind: z.enum(["service", "system"]), id: z.string() }),
  ]),
  occurredAt: instant,
  recordedAt: instant,
  planVersion: z.string(),
  policyHash: z.string(),
  schemaVersion: z.int().positive(),
  service: z.string(),
  traceparent: z.string().exactOptional(),
});

/** A place in the order of all events of one store: a token to compare, not to count with. It never stands in a durable fact. */
export type Position = bigint;

/** As positions travel in requests and answers. */
export const formatPosition = (position: Position): string => position.toString();

const decimal = /^(0|[1-9]\d{0,18})$/;

/** Undefined where the text is no position of any store. */
export const parsePosition = (text: string): Position | undefined => (decimal.test(text) ? BigInt(text) : undefined);

/** An event as it stands in the log. */
export interface Recorded<E extends DomainEvent = DomainEvent> {
  readonly event: E;
  readonly id: string;
  readonly stream: string;
  /** Place in its stream, from 0. */
  readonly revision: number;
  readonly position: Position;
  readonly envelope: Envelope;
}

/** How durable facts, evidence and people cite an event: "stream@revision". */
export const eventRef = (recorded: Pick<Recorded, "stream" | "revision">): string =>
  `${recorded.stream}@${recorded.revision}`;

/** The text before the first dash: who owns the stream. */
export const categoryOf = (stream: string): string => stream.slice(0, Math.max(stream.indexOf("-"), 0));

/** The text behind the first dash: which of its category it is (`enforcement-<customerId>`). */
export const idOf = (stream: string): string => stream.slice(stream.indexOf("-") + 1);
