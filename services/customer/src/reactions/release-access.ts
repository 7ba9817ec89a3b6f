import type { Reaction } from "@rmp/event-store/reactions";
import type { CustomerClient } from "../clients/customer.ts";
import { type Claims, endedOrClaimingIn } from "../projections/claims.ts";

interface Deps {
  readonly claims: Pick<Claims, "leftBy">;
  readonly customer: Pick<CustomerClient, "release">;
}

/**
 * Plan III: "terminate all Services": whoever was closed or declined leaves every trunk to others, also one that was
 * claimed and never provisioned. Judged in both orders: at the end, and at a claim that was on its way then.
 */
export const releaseAccess = ({ claims, customer }: Deps): Reaction => ({
  name: "release-access",
  concerns: endedOrClaimingIn,
  async react(fact, { requestId, signal }) {
    const customerId = endedOrClaimingIn(fact);
    if (customerId === undefined) return;
    for (const accessId of claims.leftBy(customerId))
      await customer.release({ customerId, accessId, requestId: requestId(accessId) }, { fact, signal });
  },
  // One that is released already is no refusal: nothing changes.
  done: new Set(),
});
