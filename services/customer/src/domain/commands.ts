import type { Personal } from "@rmp/event-store/personal";
import type { CustomerKind, KycItem } from "@rmp/events/customer";
import type { Limits } from "@rmp/events/fields";
import type { PolicySet } from "@rmp/events/policy-set";
import type { Actor } from "@rmp/vocabulary/actor";
import type { CustomerId, Id } from "@rmp/vocabulary/ids";
import type { Instant } from "@rmp/vocabulary/instant";

/** What the policy in force says about onboarding. */
export type OnboardingPolicy = PolicySet["onboarding"];

/** A phone call with the prospect, as our own phone system knows it; nothing that staff wrote about it is part of it. */
export interface HeldCall {
  readonly callReference: string;
  readonly callBack: boolean;
  readonly connectedAt: Instant;
  readonly durationSeconds: number;
}

/** One of the six facts; a contact's name is a natural person's. */
export type KycFact =
  | { readonly item: Exclude<KycItem, "contact">; readonly value: string }
  | { readonly item: "contact"; readonly personalValue: Personal };

/** What the prospect says to have understood. */
export interface Acknowledgement {
  readonly legalRestrictions: boolean;
  readonly platformConditions: boolean;
}

export interface AgreementDocuments {
  readonly termsVersion: string;
  readonly aupVersion: string;
  readonly documentSha256: string;
}

/** A trunk group of an SBC. Its id is the same whoever asks: `accessIdOf`. */
export interface Trunk {
  readonly accessId: Id<"access">;
  readonly sbc: string;
  readonly trunk: string;
}

/** To `customer-<id>`. */
export type CustomerCommand = { readonly by: Actor } & (
  | {
      readonly type: "OpenOnboarding";
      readonly kind: CustomerKind;
      readonly businessName: string;
      readonly policy: OnboardingPolicy;
    }
  /** `numberSource`: of a call-back, where its number was found. */
  | {
      readonly type: "RecordHeldCall";
      readonly call: HeldCall;
      readonly numberSource?: Personal;
      readonly spokeWith: Personal;
      readonly at: Instant;
    }
  | { readonly type: "RecordKycItem"; readonly fact: KycFact }
  | { readonly type: "VerifyKycItem"; readonly item: KycItem; readonly source: Personal }
  | {
      readonly type: "ProposeKycWaiver";
      readonly proposalId: Id<"proposal">;
      readonly item: KycItem;
      readonly reason: Personal;
    }
  | { readonly type: "ApproveKycWaiver"; readonly proposalId: Id<"proposal"> }
  | {
      readonly type: "CompleteQuestionnaire";
      readonly formVersion: string;
      readonly useCases: readonly Personal[];
      readonly expectedCallsPerDay: number;
    }
  | {
      readonly type: "AcknowledgeRegulations";
      readonly statementVersion: string;
      readonly acknowledgement: Acknowledgement;
      readonly acknowledgedBy: Personal;
    }
  | {
      readonly type: "ExecuteAgreement";
      readonly documents: AgreementDocuments;
      readonly signedBy: Personal;
      readonly policy: OnboardingPolicy;
    }
  /** `claimed`: the trunk's claim is held for this customer. */
  | { readonly type: "ProvisionTrunk"; readonly trunk: Trunk; readonly claimed: boolean }
  /** `agreement`: where `AgreementExecuted` stands (`stream@revision`), undefined before it does. */
  | { readonly type: "ApproveCustomer"; readonly limits: Limits; readonly agreement: string | undefined }
  | { readonly type: "RejectCustomer"; readonly reason: Personal }
  /** `cause`: why, as the caller says; `termination`: the event that ended the services, if any did. Both `stream@revision`. */
  | { readonly type: "CloseCustomer"; readonly cause: string; readonly termination: string | undefined }
);

/** To `access-<id>`. */
export type AccessCommand =
  | { readonly type: "ClaimAccess"; readonly customerId: CustomerId; readonly sbc: string; readonly trunk: string }
  /** `end`: the event that ended the customer (`stream@revision`), undefined while nothing did. */
  | { readonly type: "ReleaseAccess"; readonly customerId: CustomerId; readonly end: string | undefined };
