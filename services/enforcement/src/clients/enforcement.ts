import type { Limits } from "@rmp/events/fields";
import type { EnforcementServiceService } from "@rmp/proto/rmp/enforcement/v1/commands";
import { type Because, because } from "@rmp/service-kit/because";
import type { Client } from "@rmp/service-kit/client";
import type { CustomerId } from "@rmp/vocabulary/ids";

export interface TakingOver {
  readonly customerId: CustomerId;
  readonly limits: Limits;
  /** The approval that carried them, `stream@revision`. */
  readonly approval: string;
  readonly requestId: string;
}

/** The enforcement service as its own reaction sees it: by the same door, and the same checks, as everyone. */
export interface EnforcementClient {
  /** Throws RpcError. */
  takeOverLimits(takingOver: TakingOver, why: Because): Promise<void>;
}

export const enforcementClient = (
  client: Pick<Client<typeof EnforcementServiceService>, "takeOverLimits">,
): EnforcementClient => ({
  async takeOverLimits(takingOver, why) {
    await client.takeOverLimits({ ...takingOver, minPosition: "" }, because(why));
  },
});
