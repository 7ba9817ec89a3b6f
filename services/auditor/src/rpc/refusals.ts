import type { Refusal } from "@rmp/service-kit/answer";
import type { PlanRefusal } from "../domain/plan.ts";
import type { StaffRefusal } from "../domain/staff.ts";

const notAPerson: Refusal = {
  status: "FAILED_PRECONDITION",
  section: "Plan II",
  says: "A named person must act here, never a service.",
};

export const staffRefusals = {
  "not-a-person": notAPerson,
  "person-not-active": {
    status: "PERMISSION_DENIED",
    section: "Plan II",
    says: "The person who acts is not active in the staff register.",
  },
  "register-already-open": {
    status: "FAILED_PRECONDITION",
    section: "Plan II",
    says: "The register stands; persons enter persons from here on.",
  },
  "persons-not-different": {
    status: "INVALID_ARGUMENT",
    section: "Plan II",
    field: "persons",
    says: "The first two persons must be different ones.",
  },
  "person-already-entered": {
    status: "FAILED_PRECONDITION",
    section: "Plan II",
    says: "The person is active in the register.",
  },
  "person-not-found": { status: "NOT_FOUND", section: "Plan II", says: "The register does not know the person." },
  "person-deactivates-themselves": {
    status: "FAILED_PRECONDITION",
    section: "Plan II",
    says: "Another person must end a person's standing.",
  },
  "register-needs-two-persons": {
    status: "FAILED_PRECONDITION",
    section: "Plan II",
    says: "Two active persons must remain: a maker and a checker.",
  },
} as const satisfies Record<StaffRefusal, Refusal>;

export const planRefusals = {
  "not-a-person": notAPerson,
  "plan-version-already-adopted": {
    status: "FAILED_PRECONDITION",
    section: "Plan I",
    says: "The version stands with another text or day.",
  },
  "plan-not-later": {
    status: "FAILED_PRECONDITION",
    section: "Plan I",
    says: "A version supersedes the one before it, so it takes effect later.",
  },
  "plan-not-adopted": {
    status: "FAILED_PRECONDITION",
    section: "Plan I",
    says: "The plan version that the set interprets has not been adopted.",
  },
  "proposal-not-found": { status: "NOT_FOUND", section: "Plan I", says: "No such proposal." },
  "proposal-already-approved": {
    status: "FAILED_PRECONDITION",
    section: "Plan I",
    says: "The set is approved to take effect at another time; propose it anew.",
  },
  "approver-is-proposer": {
    status: "FAILED_PRECONDITION",
    section: "Plan I",
    says: "Another person than the proposer must approve.",
  },
  "effective-in-the-past": {
    status: "INVALID_ARGUMENT",
    section: "Plan I",
    field: "effective_at",
    says: "A policy set must take effect now or later, a plan that supersedes another later than now.",
  },
} as const satisfies Record<PlanRefusal, Refusal>;
