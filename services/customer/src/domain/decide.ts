import { accept, type Decider, type Decision, refuse, refuseOnRecord } from "@rmp/event-store/decider";
import type { AgreementRefusal, CustomerEvent } from "@rmp/events/customer";
import { limitsApply } from "@rmp/events/fields";
import { isPerson } from "@rmp/vocabulary/actor";
import type { PersonId } from "@rmp/vocabulary/ids";
import type { CustomerCommand, HeldCall } from "./commands.ts";
import {
  acknowledgesBoth,
  agreementBarrier,
  areTheAgreed,
  checkerIsAnother,
  endedItsServices,
  identityIsVerified,
  isProvided,
  isServed,
  isSettled,
  isUnderAgreement,
  overlapsAnother,
  reviewerIsAnother,
  wasHeld,
} from "./rules.ts";
import { type CustomerState, evolve, nobody } from "./state.ts";

export type CustomerRefusal =
  | AgreementRefusal
  | "consumer-not-served"
  | "wholesale-not-provided"
  | "customer-not-found"
  | "application-declined"
  | "customer-closed"
  | "call-not-yet-held"
  | "call-already-recorded"
  | "call-overlaps-another"
  | "kyc-item-not-recorded"
  | "kyc-item-already-settled"
  | "waiver-proposal-not-found"
  | "approver-is-proposer"
  | "acknowledgement-incomplete"
  | "agreement-already-executed"
  | "agreement-not-executed"
  | "access-not-claimed"
  | "approval-without-limits"
  | "customer-already-approved"
  | "approver-is-onboarding-officer"
  | "cause-not-of-this-customer";

type CustomerDecision = Decision<CustomerEvent, CustomerRefusal>;
type Command<Type extends CustomerCommand["type"]> = Extract<CustomerCommand, { readonly type: Type }>;

function decide(command: CustomerCommand, state: CustomerState): CustomerDecision {
  if (command.type === "OpenOnboarding") return openOnboarding(command, state);
  if (state.stage === "none") return refuse("customer-not-found");
  if (isDone(command, state)) return accept();
  if (state.stage === "declined") return refuse("application-declined");
  if (state.stage === "closed") return refuse("customer-closed");
  if (command.type === "ExecuteAgreement") return executeAgreement(command, state);
  if (command.type === "CloseCustomer") return closeCustomer(command);
  return isPerson(command.by) ? decideForPerson(command, command.by.id, state) : refuse("not-a-person");
}

/** What ended the customer, asked for again, changes nothing; everything else is refused from then on. */
const isDone = ({ type }: CustomerCommand, { stage }: CustomerState): boolean =>
  (type === "CloseCustomer" && stage === "closed") || (type === "RejectCustomer" && stage === "declined");

type StaffCommand = Exclude<CustomerCommand, Command<"OpenOnboarding" | "ExecuteAgreement" | "CloseCustomer">>;

function decideForPerson(command: StaffCommand, person: PersonId, state: CustomerState): CustomerDecision {
  switch (command.type) {
    case "RecordHeldCall":
      return recordHeldCall(command, person, state);
    case "RecordKycItem":
      return accept({ type: "KycItemRecorded", data: command.fact });
    case "VerifyKycItem":
      return verifyKycItem(command, person, state);
    case "ProposeKycWaiver":
      return proposeKycWaiver(command, person, state);
    case "ApproveKycWaiver":
      return approveKycWaiver(command, person, state);
    case "CompleteQuestionnaire": {
      const { formVersion, useCases, expectedCallsPerDay } = command;
      return accept({ type: "QuestionnaireCompleted", data: { formVersion, useCases, expectedCallsPerDay } });
    }
    case "AcknowledgeRegulations":
      return acknowledgeRegulations(command);
    case "ProvisionTrunk":
      return provisionTrunk(command, state);
    case "ApproveCustomer":
      return approveCustomer(command, person, state);
    case "RejectCustomer":
      if (state.stage === "approved") return refuse("customer-already-approved");
      return accept({ type: "ApplicationDeclined", data: { reason: command.reason, declinedBy: person } });
  }
}

function openOnboarding(command: Command<"OpenOnboarding">, state: CustomerState): CustomerDecision {
  const { kind, businessName, policy, by } = command;
  if (!isPerson(by)) return refuse("not-a-person");
  if (!isServed(kind)) return refuse("consumer-not-served");
  if (!isProvided(kind, policy))
    return refuseOnRecord("wholesale-not-provided", { type: "WholesaleRefused", data: { businessName } });
  if (state.stage !== "none") return accept();
  return accept(
    { type: "ApplicationReceived", data: { kind, businessName } },
    { type: "OnboardingStarted", data: {} },
    { type: "OnboardingOfficerAssigned", data: { officer: by.id } },
  );
}

function recordHeldCall(command: Command<"RecordHeldCall">, heldBy: PersonId, state: CustomerState): CustomerDecision {
  const { call, numberSource, spokeWith, at } = command;
  const recorded = state.heldCalls.find(({ callReference }) => callReference === call.callReference);
  if (recorded) return isSameCall(recorded, call) ? accept() : refuse("call-already-recorded");
  if (!wasHeld(call, at)) return refuse("call-not-yet-held");
  if (overlapsAnother(state, call, heldBy)) return refuse("call-overlaps-another");
  const found = numberSource && { numberSource };
  return accept({ type: "OnboardingCallHeld", data: { ...call, ...found, spokeWith, heldBy } });
}

const isSameCall = (one: HeldCall, other: HeldCall): boolean =>
  one.callBack === other.callBack &&
  one.connectedAt === other.connectedAt &&
  one.durationSeconds === other.durationSeconds;

function verifyKycItem(
  command: Command<"VerifyKycItem">,
  verifiedBy: PersonId,
  state: CustomerState,
): CustomerDecision {
  const { item, source } = command;
  const disposition = state.kycItems[item];
  if (!disposition) return refuse("kyc-item-not-recorded");
  if (disposition === "verified") return accept();
  // A waived item may have no fact that could be verified: it is recorded first.
  if (disposition === "waived") return refuse("kyc-item-already-settled");
  return settled(state, { type: "KycItemVerified", data: { item, source, verifiedBy } });
}

function proposeKycWaiver(
  command: Command<"ProposeKycWaiver">,
  proposedBy: PersonId,
  state: CustomerState,
): CustomerDecision {
  const { proposalId, item, reason } = command;
  if (isSettled(state, item)) return refuse("kyc-item-already-settled");
  return accept({ type: "KycItemWaiverProposed", data: { proposalId, item, reason, proposedBy } });
}

function approveKycWaiver(
  { proposalId }: Command<"ApproveKycWaiver">,
  approvedBy: PersonId,
  state: CustomerState,
): CustomerDecision {
  const proposal = state.waiverProposals[proposalId];
  if (!proposal) return refuse("waiver-proposal-not-found");
  const { item, proposedBy, approved } = proposal;
  if (approved) return accept();
  if (isSettled(state, item)) return refuse("kyc-item-already-settled");
  if (!checkerIsAnother(proposedBy, approvedBy)) return refuse("approver-is-proposer");
  return settled(state, { type: "KycItemWaived", data: { proposalId, item, proposedBy, approvedBy } });
}

/** The last of the six that is settled verifies the identity, in the same decision. */
function settled(state: CustomerState, event: CustomerEvent): CustomerDecision {
  const verifies = !identityIsVerified(state) && identityIsVerified(evolve(state, event));
  return verifies ? accept(event, { type: "IdentityVerified", data: {} }) : accept(event);
}

function acknowledgeRegulations(command: Command<"AcknowledgeRegulations">): CustomerDecision {
  const { statementVersion, acknowledgement, acknowledgedBy } = command;
  if (!acknowledgesBoth(acknowledgement)) return refuse("acknowledgement-incomplete");
  return accept({ type: "RegulatoryAcknowledged", data: { statementVersion, ...acknowledgement, acknowledgedBy } });
}

function executeAgreement(command: Command<"ExecuteAgreement">, state: CustomerState): CustomerDecision {
  const { documents, signedBy, by, policy } = command;
  if (!isPerson(by)) return refuseAgreement("not-a-person");
  if (state.agreement) return areTheAgreed(state, documents) ? accept() : refuse("agreement-already-executed");
  const barrier = agreementBarrier(state, policy);
  if (barrier) return refuseAgreement(barrier);
  const { aupVersion, ...signed } = documents;
  return accept(
    { type: "AgreementExecuted", data: { ...signed, signedBy, executedBy: by.id } },
    { type: "AupAccepted", data: { aupVersion } },
  );
}

const refuseAgreement = (reason: AgreementRefusal): CustomerDecision =>
  refuseOnRecord(reason, { type: "AgreementRefused", data: { reason } });

function provisionTrunk({ trunk, claimed }: Command<"ProvisionTrunk">, state: CustomerState): CustomerDecision {
  if (!isUnderAgreement(state)) return refuse("agreement-not-executed");
  if (state.accessIds.includes(trunk.accessId)) return accept();
  if (!claimed) return refuse("access-not-claimed");
  return accept({ type: "AccessProvisioned", data: trunk });
}

function approveCustomer(
  { limits, agreement }: Command<"ApproveCustomer">,
  approvedBy: PersonId,
  state: CustomerState,
): CustomerDecision {
  const { approvedLimits } = state;
  if (!limitsApply(limits)) return refuse("approval-without-limits");
  if (approvedLimits?.callsPerSecond === limits.callsPerSecond && approvedLimits.sessions === limits.sessions)
    return accept();
  if (approvedLimits) return refuse("customer-already-approved");
  // Without its place, the agreement was executed after the caller looked for it: it is approved when asked again.
  if (!isUnderAgreement(state) || agreement === undefined) return refuse("agreement-not-executed");
  if (!identityIsVerified(state)) return refuse("identity-not-verified");
  if (!reviewerIsAnother(state, approvedBy)) return refuse("approver-is-onboarding-officer");
  return accept(
    { type: "CustomerApproved", data: { limits, agreement, approvedBy } },
    { type: "OnboardingCompleted", data: {} },
  );
}

function closeCustomer({ cause, termination }: Command<"CloseCustomer">): CustomerDecision {
  if (!endedItsServices(cause, termination)) return refuse("cause-not-of-this-customer");
  return accept({ type: "CustomerClosed", data: { cause } });
}

/** `customer-<id>`: one customer, from application to closing. */
export const customer: Decider<CustomerState, CustomerCommand, CustomerEvent, CustomerRefusal> = {
  category: "customer",
  initial: nobody,
  evolve,
  decide,
  refusalOf(event) {
    if (event.type === "AgreementRefused") return event.data.reason;
    return event.type === "WholesaleRefused" ? "wholesale-not-provided" : undefined;
  },
};
