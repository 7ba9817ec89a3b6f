import type { Recorded } from "@rmp/event-store/envelope";
import type { CallOptions } from "./client.ts";

/** Why a reaction calls: the fact it follows, until the signal ends it. */
export interface Because {
  readonly fact: Recorded;
  readonly signal: AbortSignal;
}

/** The call names its fact as its cause, and goes on in the fact's chain of causes. */
export const because = ({ fact: { id, envelope }, signal }: Because): CallOptions => ({
  causationId: id,
  correlationId: envelope.correlationId,
  signal,
});
