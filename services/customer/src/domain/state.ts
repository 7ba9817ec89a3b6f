import type { CustomerEvent, KycItem } from "@rmp/events/customer";
import type { Limits } from "@rmp/events/fields";
import type { CustomerId, Id, PersonId } from "@rmp/vocabulary/ids";
import type { AgreementDocuments, HeldCall } from "./commands.ts";

/** Where a customer stands; "none" while nobody applied (or only a provider who was refused wholesale). */
export type CustomerStage = "none" | "onboarding" | "under-agreement" | "approved" | "declined" | "closed";

/** Rulings: an item is collected, verified or waived. */
export type KycDisposition = "collected" | "verified" | "waived";

/** A call, and the person of ours who held it. */
type OfficersCall = HeldCall & { readonly heldBy: PersonId };

interface WaiverProposal {
  readonly item: KycItem;
  readonly proposedBy: PersonId;
  readonly approved: boolean;
}

/** What the decisions about one customer hang on. */
export interface CustomerState {
  readonly stage: CustomerStage;
  readonly onboardingOfficer: PersonId | undefined;
  /** Each call once, by its reference. */
  readonly heldCalls: readonly OfficersCall[];
  readonly kycItems: Readonly<Partial<Record<KycItem, KycDisposition>>>;
  /** By proposal id; those of an item whose fact was recorded anew are gone. */
  readonly waiverProposals: Readonly<Record<string, WaiverProposal>>;
  readonly questionnaireCompleted: boolean;
  readonly regulationsAcknowledged: boolean;
  readonly agreement: Omit<AgreementDocuments, "aupVersion"> | undefined;
  readonly acceptedAup: string | undefined;
  readonly approvedLimits: Limits | undefined;
  readonly accessIds: readonly Id<"access">[];
}

/** What the decisions about one trunk hang on. */
export interface AccessState {
  /** Whether anyone ever claimed it. */
  readonly known: boolean;
  readonly heldBy: CustomerId | undefined;
}

export const nobody: CustomerState = {
  stage: "none",
  onboardingOfficer: undefined,
  heldCalls: [],
  kycItems: {},
  waiverProposals: {},
  questionnaireCompleted: false,
  regulationsAcknowledged: false,
  agreement: undefined,
  acceptedAup: undefined,
  approvedLimits: undefined,
  accessIds: [],
};

export function evolve(state: CustomerState, event: CustomerEvent): CustomerState {
  switch (event.type) {
    case "ApplicationReceived":
      return { ...state, stage: "onboarding" };
    case "OnboardingOfficerAssigned":
      return { ...state, onboardingOfficer: event.data.officer };
    case "OnboardingCallHeld": {
      const { spokeWith: _, numberSource: __, ...call } = event.data;
      return { ...state, heldCalls: [...state.heldCalls, call] };
    }
    case "KycItemRecorded":
      return { ...dispose(state, event.data.item, "collected"), waiverProposals: withoutItem(state, event.data.item) };
    case "KycItemVerified":
      return dispose(state, event.data.item, "verified");
    case "KycItemWaiverProposed": {
      const { proposalId, item, proposedBy } = event.data;
      return propose(state, proposalId, { item, proposedBy, approved: false });
    }
    case "KycItemWaived": {
      const { proposalId, item, proposedBy } = event.data;
      return propose(dispose(state, item, "waived"), proposalId, { item, proposedBy, approved: true });
    }
    case "QuestionnaireCompleted":
      return { ...state, questionnaireCompleted: true };
    case "RegulatoryAcknowledged":
      return { ...state, regulationsAcknowledged: true };
    case "AgreementExecuted": {
      const { termsVersion, documentSha256 } = event.data;
      return { ...state, stage: "under-agreement", agreement: { termsVersion, documentSha256 } };
    }
    case "AupAccepted":
      return { ...state, acceptedAup: event.data.aupVersion };
    case "AccessProvisioned":
      return { ...state, accessIds: [...state.accessIds, event.data.accessId] };
    case "CustomerApproved":
      return { ...state, stage: "approved", approvedLimits: event.data.limits };
    case "ApplicationDeclined":
      return { ...state, stage: "declined" };
    case "CustomerClosed":
      return { ...state, stage: "closed" };
    case "WholesaleRefused":
    case "OnboardingStarted":
    case "IdentityVerified":
    case "AgreementRefused":
    case "OnboardingCompleted":
      return state;
    // Of the trunk's own stream.
    case "AccessClaimed":
    case "AccessReleased":
      return state;
  }
}

const dispose = (state: CustomerState, item: KycItem, disposition: KycDisposition): CustomerState => ({
  ...state,
  kycItems: { ...state.kycItems, [item]: disposition },
});

const propose = (state: CustomerState, proposalId: Id<"proposal">, proposal: WaiverProposal): CustomerState => ({
  ...state,
  waiverProposals: { ...state.waiverProposals, [proposalId]: proposal },
});

/** What a checker approves is what the maker saw: a proposal does not outlive the fact it was made for. */
const withoutItem = ({ waiverProposals }: CustomerState, item: KycItem): CustomerState["waiverProposals"] =>
  Object.fromEntries(Object.entries(waiverProposals).filter(([, proposal]) => proposal.item !== item));
