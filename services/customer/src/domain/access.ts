import { accept, type Decider, type Decision, refuse } from "@rmp/event-store/decider";
import type { CustomerEvent } from "@rmp/events/customer";
import { derivedId } from "@rmp/vocabulary/ids";
import type { AccessCommand, Trunk } from "./commands.ts";
import { isFreeFor } from "./rules.ts";
import type { AccessState } from "./state.ts";

export type AccessRefusal = "access-already-claimed" | "access-not-found" | "customer-not-ended";

/** The trunk as everyone finds it: its id is a hash of the SBC's name and the trunk group's. */
export const trunkOf = (sbc: string, trunk: string): Trunk => ({
  accessId: derivedId<"access">(sbc, trunk),
  sbc,
  trunk,
});

function evolve(state: AccessState, event: CustomerEvent): AccessState {
  if (event.type === "AccessClaimed") return { known: true, heldBy: event.data.customerId };
  return event.type === "AccessReleased" ? { known: true, heldBy: undefined } : state;
}

function decide(command: AccessCommand, state: AccessState): Decision<CustomerEvent, AccessRefusal> {
  const { customerId } = command;
  if (command.type === "ReleaseAccess") {
    const { end: cause } = command;
    if (!state.known) return refuse("access-not-found");
    if (state.heldBy !== customerId) return accept();
    // A claim ends with its customer: who may come back for it keeps it.
    if (cause === undefined) return refuse("customer-not-ended");
    return accept({ type: "AccessReleased", data: { customerId, cause } });
  }
  if (!isFreeFor(customerId, state)) return refuse("access-already-claimed");
  if (state.heldBy === customerId) return accept();
  const { sbc, trunk } = command;
  return accept({ type: "AccessClaimed", data: { customerId, sbc, trunk } });
}

/** `access-<id>`: who holds one trunk. */
export const access: Decider<AccessState, AccessCommand, CustomerEvent, AccessRefusal> = {
  category: "access",
  initial: { known: false, heldBy: undefined },
  evolve,
  decide,
};
