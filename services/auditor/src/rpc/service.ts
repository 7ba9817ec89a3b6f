import { StaffAdminServiceService } from "@rmp/proto/rmp/auditor/v1/admin";
import { PlanServiceService } from "@rmp/proto/rmp/auditor/v1/plan";
import { type Service, service } from "@rmp/service-kit/service";
import { adoptPlan } from "./adopt-plan.ts";
import { approvePolicySet } from "./approve-policy-set.ts";
import { bootstrapPersons } from "./bootstrap-persons.ts";
import { planCallers, staffCallers } from "./callers.ts";
import { deactivatePerson } from "./deactivate-person.ts";
import type { Deps } from "./deps.ts";
import { enterPerson } from "./enter-person.ts";
import { getPlanInForce } from "./get-plan-in-force.ts";
import { proposePolicySet } from "./propose-policy-set.ts";

export const auditorServices = (deps: Deps): readonly Service[] => [
  service(
    StaffAdminServiceService,
    {
      bootstrapPersons: bootstrapPersons(deps),
      enterPerson: enterPerson(deps),
      deactivatePerson: deactivatePerson(deps),
    },
    staffCallers,
  ),
  service(
    PlanServiceService,
    {
      adoptPlan: adoptPlan(deps),
      proposePolicySet: proposePolicySet(deps),
      approvePolicySet: approvePolicySet(deps),
      getPlanInForce: getPlanInForce(deps),
    },
    planCallers,
  ),
];
