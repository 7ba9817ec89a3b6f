import type { Recorded } from "@rmp/event-store/envelope";
import type { Limits } from "@rmp/events/fields";
import type { EnforcementServiceService } from "@rmp/proto/rmp/enforcement/v1/commands";
import type { Client } from "@rmp/service-kit/client";
import type { CustomerId } from "@rmp/vocabulary/ids";

export interface TakingOver {
  readonly customerId: CustomerId;
  readonly limits: Limits;
  /** The approval that carried them, `stream@revision`. */
  readonly approval: string;
  readonly requestId: string;
}

/** What is sent because of a fact, until the signal ends it. */
export interface Because {
  readonly fact: Recorded;
  readonly signal: AbortSignal;
}

/** The enforcement service as its own reaction sees it: by the same door, and the same checks, as everyone. */
export interface EnforcementClient {
  /** Throws RpcError. */
  takeOverLimits(takingOver: TakingOver, because: Because): Promise<void>;
}

export const enforcementClient = (
  client: Pick<Client<typeof EnforcementServiceService>, "takeOverLimits">,
): EnforcementClient => ({
  async takeOverLimits(takingOver, { fact: { id, envelope }, signal }) {
    const origin = { causationId: id, correlationId: envelope.correlationId };
    await client.takeOverLimits({ ...takingOver, minPosition: "" }, { ...origin, signal });
  },
});
