import type { Recorded } from "@rmp/event-store/envelope";
import type { CustomerId, Id } from "@rmp/vocabulary/ids";
import { endsCustomer } from "../domain/rules.ts";
import { idIn, isOurs } from "./own-events.ts";

/** Which trunks are claimed for whom, provisioned or not. */
export interface Claims {
  /** The trunks that a customer who was closed or declined still holds; of one who goes on, none. */
  leftBy(customerId: CustomerId): readonly Id<"access">[];
  apply(recorded: Recorded): void;
}

export function createClaims(): Claims {
  const held = new Map<CustomerId, ReadonlySet<Id<"access">>>();
  const ended = new Set<CustomerId>();
  const heldBy = (customerId: CustomerId) => [...(held.get(customerId) ?? [])];
  return {
    leftBy: (customerId) => (ended.has(customerId) ? heldBy(customerId) : []),
    apply(recorded) {
      if (!isOurs(recorded)) return;
      const { event, stream } = recorded;
      const [accessId, customerId] = [idIn("access", stream), idIn("customer", stream)];
      if (customerId !== undefined && endsCustomer(event)) ended.add(customerId);
      if (accessId === undefined) return;
      if (event.type === "AccessClaimed") {
        const claimant = event.data.customerId;
        held.set(claimant, new Set([...heldBy(claimant), accessId]));
      }
      if (event.type === "AccessReleased") {
        const former = event.data.customerId;
        held.set(former, new Set(heldBy(former).filter((other) => other !== accessId)));
      }
    },
  };
}

/** The customer whose end or claim an event is. */
export function endedOrClaimingIn(recorded: Recorded): CustomerId | undefined {
  if (!isOurs(recorded)) return undefined;
  const { event, stream } = recorded;
  if (event.type === "AccessClaimed") return event.data.customerId;
  return endsCustomer(event) ? idIn("customer", stream) : undefined;
}
