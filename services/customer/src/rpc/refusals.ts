import type { Refusal } from "@rmp/service-kit/answer";
import { type RpcError, refused } from "@rmp/service-kit/errors";
import type { AccessRefusal } from "../domain/access.ts";
import type { CustomerRefusal } from "../domain/decide.ts";

const broken = (section: string, says: string): Refusal => ({ status: "FAILED_PRECONDITION", section, says });

export const customerRefusals = {
  "not-a-person": broken("Plan II", "A named person must act here, never a service."),
  "consumer-not-served": broken("Plan II", "Business end users only: a consumer is not served."),
  "wholesale-not-provided": broken("Plan II", "No wholesale voice services are provided to other providers."),
  "customer-not-found": {
    status: "NOT_FOUND",
    section: "Plan II",
    says: "No onboarding was opened for this customer.",
  },
  "application-declined": broken("Plan II", "The application was declined; a new one begins a new onboarding."),
  "customer-closed": broken("Plan III", "The customer is closed."),
  "call-not-yet-held": broken(
    "Plan II",
    "The call is over only after connected_at and duration_seconds; then it counts.",
  ),
  "call-already-recorded": broken("Plan II", "This call is recorded with other particulars; a call counts once."),
  "call-overlaps-another": broken("Plan II", "This officer held another call then; nobody holds two at a time."),
  "kyc-item-not-recorded": broken("Plan II", "The item was not collected yet, so there is nothing to verify."),
  "kyc-item-already-settled": broken("Plan II", "The item is verified or waived; record it anew to open it again."),
  "waiver-proposal-not-found": {
    status: "NOT_FOUND",
    section: "Plan II",
    says: "No such proposal, or the item was recorded anew after it.",
  },
  "approver-is-proposer": broken("Plan II", "Another person than the proposer must approve the waiver."),
  "calls-not-held": broken("Plan II", "No agreement before the phone calls, one of them a call-back, were held."),
  "identity-not-verified": broken("Plan II", "Not before each of the six identifying facts is verified or waived."),
  "questionnaire-not-completed": broken("Plan II", "No agreement before the new-customer questionnaire is completed."),
  "regulations-not-acknowledged": broken("Plan II", "No agreement before the legal restrictions are acknowledged."),
  "acknowledgement-incomplete": broken("Plan II", "Legal restrictions and platform conditions are acknowledged both."),
  "agreement-already-executed": broken("Plan II", "An agreement over other documents stands."),
  "agreement-not-executed": broken("Plan II", "Not before the agreement is executed."),
  "access-not-claimed": broken("Plan IV", "The trunk is not claimed for this customer."),
  "approval-without-limits": broken("Plan V", "An approval carries both a calls-per-second and a session limit."),
  "customer-already-approved": broken("Plan V", "The customer is approved; enforcement changes its limits."),
  "approver-is-onboarding-officer": broken("Plan II", "Another person than the onboarding officer must approve."),
  "cause-not-of-this-customer": broken("Plan III", "That event did not end this customer's services."),
} as const satisfies Record<CustomerRefusal, Refusal>;

export const accessRefusals = {
  "access-already-claimed": broken("Plan IV", "Another customer holds this trunk; no trunk has two."),
  "access-not-found": { status: "NOT_FOUND", section: "Plan IV", says: "Nobody ever claimed this trunk." },
  "customer-not-ended": broken("Plan III", "A customer keeps its trunks until it is closed or declined."),
} as const satisfies Record<AccessRefusal, Refusal>;

/** What a query says of an id that the view does not know. */
export function customerNotFound(): RpcError {
  const { status, section, says } = customerRefusals["customer-not-found"];
  return refused(status, "customer-not-found", section, says);
}
