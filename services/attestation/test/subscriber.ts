import type { Recorded } from "@rmp/event-store/envelope";
import type { InForce } from "@rmp/plan/plan-in-force";
import { derivedId } from "@rmp/vocabulary/ids";
import { instant } from "@rmp/vocabulary/instant";
import type { CallAttempt } from "../src/domain/call.ts";
import type { CallFacts } from "../src/domain/facts.ts";
import { createCallView } from "../src/projections/call-view.ts";
import type { FollowedEvent } from "../src/projections/followed-event.ts";

// Two customers of one SBC, in events, and a call of the first one. Times are milliseconds after midnight.

export const midnight = Date.UTC(2026, 10, 24);
export const acme = derivedId<"customer">("acme");
export const other = derivedId<"customer">("other");
const officer = derivedId<"person">("officer");
const agreement = `customer-${acme}@7`;

export const limits = { callsPerSecond: 3, sessions: 5 };
/** Policy of the calls under plan v2 (rulings). */
export const policy = {
  unprovisionedIngress: "refuse",
  noLevelAAfterSeconds: 30,
  refuseAfterSeconds: 900,
  repeatSeconds: 32,
  longestCallHours: 24,
} as const;

/** An event where it stands in the log. */
export interface Standing {
  readonly stream: string;
  readonly revision: number;
  readonly event: FollowedEvent;
}

export const provisioned = (customerId = acme, trunk = "trunk-1", revision = 8): Standing => ({
  stream: `customer-${customerId}`,
  revision,
  event: { type: "AccessProvisioned", data: { accessId: derivedId<"access">(trunk), sbc: "sbc-1", trunk } },
});
export const accessReleased = (customerId = acme, trunk = "trunk-1"): Standing => ({
  stream: `access-${derivedId<"access">(trunk)}`,
  revision: 1,
  event: { type: "AccessReleased", data: { customerId, cause: `customer-${customerId}@11` } },
});
export const approved = (customerId = acme, revision = 9): Standing => ({
  stream: `customer-${customerId}`,
  revision,
  event: { type: "CustomerApproved", data: { limits, agreement, approvedBy: officer } },
});
export const limitsChanged = (changed = limits, customerId = acme): Standing => ({
  stream: `enforcement-${customerId}`,
  revision: 0,
  event: { type: "LimitsChanged", data: { limits: changed } },
});
export const terminated = (customerId = acme): Standing => ({
  stream: `enforcement-${customerId}`,
  revision: 6,
  event: { type: "ServicesTerminated", data: { ground: "second-caller-id-manipulation", infractions: [] } },
});
export const closed = (customerId = acme): Standing => ({
  stream: `customer-${customerId}`,
  revision: 11,
  event: { type: "CustomerClosed", data: { cause: `enforcement-${customerId}@6` } },
});
export const assigned = (number = "+12025550111", customerId = acme): Standing => ({
  stream: `number-${number.slice(1)}`,
  revision: 0,
  event: { type: "NumberAssigned", data: { customerId, allotment: "block-12025550100@1", agreement } },
});
export const released = (number = "+12025550111", customerId = acme): Standing => ({
  stream: `number-${number.slice(1)}`,
  revision: 1,
  event: { type: "NumberReleased", data: { customerId, agingUntil: instant(midnight) } },
});

/** A customer with all that level A needs. */
export const onBoard: readonly Standing[] = [provisioned(), approved(), assigned()];

/** The events as the loop brings them; the envelope says nothing to a view. */
export const recorded = ({ stream, revision, event }: Standing): Recorded<FollowedEvent> => ({
  event,
  stream,
  revision,
  position: 0n,
  id: `${stream}@${revision}`,
  envelope: {
    requestId: "",
    requestMac: "",
    correlationId: "",
    actor: { kind: "system", id: "test" },
    occurredAt: instant(midnight),
    recordedAt: instant(midnight),
    planVersion: "v2",
    policyHash: "none",
    schemaVersion: 1,
    service: "test",
  },
});

export function factsOf(...events: readonly Standing[]): CallFacts {
  const view = createCallView();
  for (const event of events) view.apply(recorded(event));
  return view;
}

export const call = (change: Partial<CallAttempt> = {}): CallAttempt => ({
  sbc: "sbc-1",
  callId: "call-1",
  trunk: "trunk-1",
  callingNumber: "+12025550111",
  calledNumber: "+13035550122",
  atMost: undefined,
  ...change,
});

export const inForce: InForce = {
  plan: { version: "v2", effectiveAt: instant(0), textSha256: "a".repeat(64) },
  policy: {
    policySet: {
      version: "test",
      planVersion: "v2",
      onboarding: { heldCalls: 2, callBacks: 1, wholesale: false },
      numbering: { agingDays: 45 },
      calls: policy,
      infractions: { burstHours: 24 },
    },
    policyHash: "b".repeat(64),
    proposalId: derivedId<"proposal">("proposal"),
    proposedBy: officer,
    effectiveAt: instant(0),
    approvedBy: derivedId<"person">("reviewer"),
  },
};
