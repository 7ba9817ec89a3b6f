import type { EnforcementEvent, WarningChannel } from "@rmp/events/enforcement";
import type { Limits } from "@rmp/events/fields";
import type { Id } from "@rmp/vocabulary/ids";
import type { Instant } from "@rmp/vocabulary/instant";

/** One burst of calls with a caller ID that was not the customer's, for a person to judge. */
export interface Candidate {
  readonly candidateId: Id<"candidate">;
  readonly firstCallAt: Instant;
  readonly burstEndsAt: Instant;
  readonly dismissedAt?: Instant;
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
  /** Absent until those of the approval are taken over; never removed. */
  readonly limits?: Limits;
  /** In the order in which they were opened. */
  readonly candidates: readonly Candidate[];
  /** The confirmed candidates, in the order of confirmation. */
  readonly infractions: readonly Id<"candidate">[];
  readonly warning?: Warning;
  readonly terminated: boolean;
}

export const clean: EnforcementState = { candidates: [], infractions: [], terminated: false };

export function evolve(state: EnforcementState, event: EnforcementEvent): EnforcementState {
  switch (event.type) {
    case "LimitsChanged":
      return { ...state, limits: event.data.limits };
    case "InfractionSuspected": {
      const { candidateId, firstCallAt, burstEndsAt } = event.data;
      return { ...state, candidates: [...state.candidates, { candidateId, firstCallAt, burstEndsAt }] };
    }
    case "InfractionConfirmed":
      return { ...state, infractions: [...state.infractions, event.data.candidateId] };
    case "InfractionDismissed": {
      const { candidateId, dismissedAt } = event.data;
      const dismissed = (candidate: Candidate) =>
        candidate.candidateId === candidateId ? { ...candidate, dismissedAt } : candidate;
      return { ...state, candidates: state.candidates.map(dismissed) };
    }
    case "WarningIssued": {
      const { warningId, issuedAt } = event.data;
      return { ...state, warning: { warningId, issuedAt, sendings: [] } };
    }
    case "WarningSent": {
      const { channel, sentAt } = event.data;
      return withWarning(state, (warning) => ({ sendings: [...warning.sendings, { channel, sentAt }] }));
    }
    case "WarningDelivered": {
      const { channel, deliveredAt, receiptSha256 } = event.data;
      return withWarning(state, () => ({ delivery: { channel, deliveredAt, receiptSha256 } }));
    }
    case "ServicesTerminated":
      return { ...state, terminated: true };
  }
}

function withWarning(state: EnforcementState, change: (warning: Warning) => Partial<Warning>): EnforcementState {
  if (!state.warning) throw new Error("a warning that was never issued");
  return { ...state, warning: { ...state.warning, ...change(state.warning) } };
}

export const candidateIn = ({ candidates }: EnforcementState, id: Id<"candidate">): Candidate | undefined =>
  candidates.find(({ candidateId }) => candidateId === id);

/** 1 or 2, in the order of confirmation; 0 where the candidate is not confirmed. */
export const infractionNumberOf = ({ infractions }: EnforcementState, candidateId: Id<"candidate">): number =>
  infractions.indexOf(candidateId) + 1;
