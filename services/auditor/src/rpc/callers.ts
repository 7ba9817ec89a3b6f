import type { StaffAdminServiceService } from "@rmp/proto/rmp/auditor/v1/admin";
import type { PlanServiceService } from "@rmp/proto/rmp/auditor/v1/plan";
import type { Callers } from "@rmp/service-kit/rpc";

export const staffCallers = {
  bootstrapPersons: ["operator/*"],
  enterPerson: ["tool/*"],
  deactivatePerson: ["tool/*"],
} as const satisfies Callers<typeof StaffAdminServiceService>;

export const planCallers = {
  adoptPlan: ["tool/*"],
  proposePolicySet: ["tool/*"],
  approvePolicySet: ["tool/*"],
  getPlanInForce: ["tool/*", "reader/*"],
} as const satisfies Callers<typeof PlanServiceService>;
