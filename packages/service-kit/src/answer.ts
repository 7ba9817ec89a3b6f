import type { DomainEvent } from "@rmp/event-store/decider";
import { eventRef, formatPosition } from "@rmp/event-store/envelope";
import type { AcceptedOutcome, Outcome, RefusedOutcome } from "@rmp/event-store/handle-command";
import type { Recorded } from "@rmp/proto/rmp/common/v1/common";
import { RpcError, type StatusName } from "./errors.ts";

/** How a reason is told: a service's `refusals.ts` is a table of these, total by its reasons. */
export interface Refusal {
  readonly status: StatusName;
  /** The plan section that the broken rule stands in (`Plan II`). */
  readonly section: string;
  /** One sentence for people. */
  readonly says: string;
  /** The request field that an INVALID_ARGUMENT is about; the refusal's detail `given` is what stood in it. */
  readonly field?: string;
}

/**
 * The response of an accepted command. Throws the RpcError of a refused one: status, reason, section and detail, a
 * violation of the field where the table names one, and, where the refusal itself is on record, `recorded`
 * (stream@revision) and `position`.
 */
export function answer<S, E extends DomainEvent, R extends string, Response>(
  outcome: Outcome<S, E, R>,
  refusals: Readonly<Record<R, Refusal>>,
  accepted: (outcome: AcceptedOutcome<S, E>) => Response,
): Response {
  if (outcome.kind === "accepted") return accepted(outcome);
  const { reason } = outcome;
  const { status, section: planSection, says, field } = refusals[reason];
  const detail: Readonly<Record<string, string>> = { ...outcome.detail, ...proofOf(outcome) };
  const given = detail["given"] === undefined ? "" : ` Given: ${detail["given"]}.`;
  const violations = field === undefined ? [] : [{ field, description: `${says}${given}` }];
  throw new RpcError(status, says, { reason, planSection, detail, violations });
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
