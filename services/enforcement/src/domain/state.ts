import type { EnforcementEvent, WarningChannel } from "@rmp/events/enforcement";
import type { Limits } from "@rmp/events/fields";
import type { Id } from "@rmp/vocabulary/ids";
import type { Instant } from "@rmp/vocabulary/instant";
import { beganUnwarned } from "./rules.ts";

export interface Candidate {
  readonly firstCallAt: Instant;
  readonly standing: "open" | "confirmed" | "dismissed";
}

/** The calls that the newest candidate stands for: from its first call until `endsAt`, exclusive. */
export interface Burst {
  readonly candidateId: Id<"candidate">;
  readonly firstCallAt: Instant;
  readonly endsAt: Instant;
}

export interface Sending {
  readonly channel: WarningChannel;
  readonly sentAt: Instant;
}

export interface Delivery {
  readonly channel: WarningChannel;
  readonly deliveredAt: Instant;
  readonly receiptSha256: string;
}

export interface Warning {
  readonly warningId: Id<"warning">;
  readonly issuedAt: Instant;
  readonly sendings: readonly Sending[];
  readonly delivery?: Delivery;
}

/** One customer, as far as it decides what may happen next. */
export interface EnforcementState {
  readonly limits?: Limits;
  readonly candidates: Readonly<Record<Id<"candidate">, Candidate>>;
  readonly burst?: Burst;
  /** The confirmed candidates, in order of confirmation. */
  readonly infractions: readonly Id<"candidate">[];
  readonly warning?: Warning;
  readonly terminated: boolean;
}

export const clean: EnforcementState = { candidates: {}, infractions: [], terminated: false };

export function evolve(state: EnforcementState, event: EnforcementEvent): EnforcementState {
  switch (event.type) {
    case "LimitsChanged":
      return { ...state, limits: event.data.limits };
    case "InfractionSuspected": {
      const { candidateId, firstCallAt, burstEndsAt } = event.data;
      const opened = withCandidate(state, candidateId, { firstCallAt, standing: "open" });
      return { ...opened, burst: { candidateId, firstCallAt, endsAt: burstEndsAt } };
    }
    case "InfractionConfirmed": {
      const confirmed = withStanding(state, event.data.candidateId, "confirmed");
      return { ...confirmed, infractions: [...state.infractions, event.data.candidateId] };
    }
    case "InfractionDismissed": {
      const { candidateId, dismissedAt } = event.data;
      const dismissed = withStanding(state, candidateId, "dismissed");
      return state.burst?.candidateId === candidateId ? withBurstEnd(dismissed, dismissedAt) : dismissed;
    }
    case "WarningIssued": {
      const { warningId, issuedAt } = event.data;
      return { ...state, warning: { warningId, issuedAt, sendings: [] } };
    }
    case "WarningSent":
      return withWarning(state, ({ sendings, ...warning }) => {
        const { channel, sentAt } = event.data;
        return { ...warning, sendings: [...sendings, { channel, sentAt }] };
      });
    case "WarningDelivered": {
      const { channel, deliveredAt, receiptSha256 } = event.data;
      const delivery = { channel, deliveredAt, receiptSha256 };
      const delivered = withWarning(state, (warning) => ({ ...warning, delivery }));
      return state.burst && beganUnwarned(state.burst, delivery) ? withBurstEnd(delivered, deliveredAt) : delivered;
    }
    case "ServicesTerminated":
      return { ...state, terminated: true };
  }
}

const withCandidate = (state: EnforcementState, id: Id<"candidate">, candidate: Candidate): EnforcementState => ({
  ...state,
  candidates: { ...state.candidates, [id]: candidate },
});

function withStanding(state: EnforcementState, id: Id<"candidate">, standing: Candidate["standing"]): EnforcementState {
  const candidate = state.candidates[id];
  if (!candidate) throw new Error(`candidate ${id} was never opened`);
  return withCandidate(state, id, { ...candidate, standing });
}

function withWarning(state: EnforcementState, change: (warning: Warning) => Warning): EnforcementState {
  if (!state.warning) throw new Error("no warning was issued");
  return { ...state, warning: change(state.warning) };
}

const withBurstEnd = (state: EnforcementState, at: Instant): EnforcementState =>
  state.burst && at < state.burst.endsAt ? { ...state, burst: { ...state.burst, endsAt: at } } : state;
