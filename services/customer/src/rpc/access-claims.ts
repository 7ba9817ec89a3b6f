import type { EventLog } from "@rmp/event-store/event-log";
import { type CommandContext, handleCommand, type Outcome } from "@rmp/event-store/handle-command";
import type { CustomerEvent } from "@rmp/events/customer";
import type { Actor } from "@rmp/vocabulary/actor";
import { type CustomerId, uuidV5 } from "@rmp/vocabulary/ids";
import { type AccessRefusal, access } from "../domain/access.ts";
import type { Trunk } from "../domain/commands.ts";
import { type CustomerRefusal, customer } from "../domain/decide.ts";
import type { CustomerState } from "../domain/state.ts";

interface Provisioning {
  readonly customerId: CustomerId;
  readonly trunk: Trunk;
  readonly by: Actor;
}

/**
 * Claims the trunk in its own stream and then gives it to the customer in theirs. The claim comes first, so that no trunk
 * has two customers; a crash in between is mended by repeating the command. The claim of a customer who ended in between
 * is released by the reaction `release-access`.
 */
export async function provision(
  events: EventLog,
  { customerId, trunk, by }: Provisioning,
  context: CommandContext,
): Promise<Outcome<CustomerState, CustomerEvent, CustomerRefusal | AccessRefusal>> {
  const decide = (claimed: boolean) =>
    handleCommand(events, customer, customerId, { type: "ProvisionTrunk", trunk, claimed, by }, context);
  // Without the claim first: what is refused anyway, or stands already, claims nothing.
  const unclaimed = await decide(false);
  if (unclaimed.kind === "accepted" || unclaimed.reason !== "access-not-claimed") return unclaimed;
  const { accessId, ...names } = trunk;
  const claim = { type: "ClaimAccess", customerId, ...names } as const;
  const claimed = await handleCommand(events, access, accessId, claim, claiming(context));
  return claimed.kind === "refused" ? claimed : decide(true);
}

/** The claim in another stream is a request of its own, the same at each repetition of the command. */
const claiming = (context: CommandContext): CommandContext => ({
  ...context,
  requestId: uuidV5(context.requestId, "claim"),
});
