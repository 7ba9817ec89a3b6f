import type { DomainEvent } from "@rmp/event-store/decider";
import { eventRef, formatPosition } from "@rmp/event-store/envelope";
import type { AcceptedOutcome, Outcome, RefusedOutcome } from "@rmp/event-store/handle-command";
import type { Recorded } from "@rmp/proto/rmp/common/v1/common";
import { refused, type StatusName } from "./errors.ts";

/** How a reason is told: a service's `refusals.ts` is a table of these, total by its reasons. */
export interface Refusal {
  readonly status: StatusName;
  /** The plan section that the broken rule stands in (`Plan II`). */
  readonly section: string;
  /** One sentence for people. */
  readonly says: string;
}

/**
 * The response of an accepted command. Throws the RpcError of a refused one: status, reason, section and detail, and,
 * where the refusal itself is on record, `recorded` (stream@revision) and `position`.
 */
export function answer<S, E extends DomainEvent, R extends string, Response>(
  outcome: Outcome<S, E, R>,
  refusals: Readonly<Record<R, Refusal>>,
  accepted: (outcome: AcceptedOutcome<S, E>) => Response,
): Response {
  if (outcome.kind === "accepted") return accepted(outcome);
  const { status, section, says } = refusals[outcome.reason];
  throw refused(status, outcome.reason, section, says, { ...outcome.detail, ...proofOf(outcome) });
}

function proofOf<E extends DomainEvent>({ recorded }: RefusedOutcome<E, string>): Record<string, string> {
  return recorded ? { recorded: eventRef(recorded), position: formatPosition(recorded.position) } : {};
}

/** Where an accepted command's effect stands, as every answer says it. */
export const recordedOf = ({ stream, revision, position }: Place): Recorded => ({
  stream,
  revision: BigInt(revision),
  position: formatPosition(position),
});

interface Place {
  readonly stream: string;
  readonly revision: number;
  readonly position: bigint;
}
