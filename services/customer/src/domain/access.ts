import { accept, type Decider, type Decision, refuse } from "@rmp/event-store/decider";
import type { CustomerEvent } from "@rmp/events/customer";
import { derivedId } from "@rmp/vocabulary/ids";
import type { AccessCommand, Trunk } from "./commands.ts";
import { isFreeFor } from "./rules.ts";
import type { AccessState } from "./state.ts";

export type AccessRefusal = "access-already-claimed";

/** The trunk as everyone finds it: its id is a hash of the SBC's name and the trunk group's. */
export const trunkOf = (sbc: string, trunk: string): Trunk => ({
  accessId: derivedId<"access">(sbc, trunk),
  sbc,
  trunk,
});

function evolve(state: AccessState, event: CustomerEvent): AccessState {
  if (event.type === "AccessClaimed") return { heldBy: event.data.customerId };
  return event.type === "AccessReleased" ? { heldBy: undefined } : state;
}

function decide(command: AccessCommand, state: AccessState): Decision<CustomerEvent, AccessRefusal> {
  const { customerId } = command;
  if (command.type === "ReleaseAccess") {
    const { cause } = command;
    if (state.heldBy !== customerId) return accept();
    return accept({ type: "AccessReleased", data: { customerId, ...(cause !== undefined && { cause }) } });
  }
  if (!isFreeFor(customerId, state)) return refuse("access-already-claimed");
  if (state.heldBy === customerId) return accept();
  const { sbc, trunk } = command;
  return accept({ type: "AccessClaimed", data: { customerId, sbc, trunk } });
}

/** `access-<id>`: who holds one trunk. */
export const access: Decider<AccessState, AccessCommand, CustomerEvent, AccessRefusal> = {
  category: "access",
  initial: { heldBy: undefined },
  evolve,
  decide,
};
