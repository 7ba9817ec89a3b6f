import { eventRef } from "@rmp/event-store/envelope";
import type { EventLog } from "@rmp/event-store/event-log";
import {
  type AcceptedOutcome,
  type CommandContext,
  handleCommand,
  type Outcome,
} from "@rmp/event-store/handle-command";
import type { CustomerEvent } from "@rmp/events/customer";
import type { Actor } from "@rmp/vocabulary/actor";
import { type CustomerId, type Id, uuidV5 } from "@rmp/vocabulary/ids";
import { type AccessRefusal, access } from "../domain/access.ts";
import type { Trunk } from "../domain/commands.ts";
import { type CustomerRefusal, customer } from "../domain/decide.ts";
import type { CustomerState } from "../domain/state.ts";

interface Provisioning {
  readonly customerId: CustomerId;
  readonly trunk: Trunk;
  readonly by: Actor;
}

/** Of a customer who will never hold a trunk again. */
const final: readonly CustomerRefusal[] = ["customer-closed", "application-declined"];

/**
 * Claims the trunk in its own stream and then gives it to the customer in theirs. The claim comes first, so that no trunk
 * has two customers; a crash in between is mended by repeating the command, the end of the customer by a release.
 */
export async function provision(
  events: EventLog,
  { customerId, trunk, by }: Provisioning,
  context: CommandContext,
): Promise<Outcome<CustomerState, CustomerEvent, CustomerRefusal | AccessRefusal>> {
  const decide = (claimed: boolean) =>
    handleCommand(events, customer, customerId, { type: "ProvisionTrunk", trunk, claimed, by }, context);
  // Without the claim first: what is refused anyway, or stands already, claims nothing.
  let outcome = await decide(false);
  if (outcome.kind === "refused" && outcome.reason === "access-not-claimed") {
    const { accessId, ...names } = trunk;
    const claim = { type: "ClaimAccess", customerId, ...names } as const;
    const claimed = await handleCommand(events, access, accessId, claim, step(context, "claim"));
    if (claimed.kind === "refused") return claimed;
    outcome = await decide(true);
  }
  // The customer's end came in between, or before the repetition of an attempt that had claimed.
  if (outcome.kind === "refused" && final.includes(outcome.reason))
    await release(events, [trunk.accessId], { customerId }, context);
  return outcome;
}

/** Releases every trunk of a customer who was closed or declined. Repeats what a crash left undone, and nothing else. */
export async function releaseAll(
  events: EventLog,
  customerId: CustomerId,
  ended: AcceptedOutcome<CustomerState, CustomerEvent>,
  context: CommandContext,
): Promise<void> {
  // Nothing follows its end in a customer's stream, so that the outcome stands there also where it changed nothing.
  await release(events, ended.state.accessIds, { customerId, cause: eventRef(ended) }, context);
}

async function release(
  events: EventLog,
  accessIds: readonly Id<"access">[],
  of: { readonly customerId: CustomerId; readonly cause?: string },
  context: CommandContext,
): Promise<void> {
  for (const accessId of accessIds)
    await handleCommand(events, access, accessId, { type: "ReleaseAccess", ...of }, step(context, "release"));
}

/** A step on another stream is a request of its own, the same at each repetition of the command. */
const step = (context: CommandContext, name: string): CommandContext => ({
  ...context,
  requestId: uuidV5(context.requestId, name),
});
