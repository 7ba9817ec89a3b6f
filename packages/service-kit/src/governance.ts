import type { Recorded } from "@rmp/event-store/envelope";
import { type AuditorEvent, auditorEvents } from "@rmp/events/auditor";
import { type AdoptedPlan, evolvePlan, type InForce, inForce, noPlan, planInForce } from "@rmp/plan/plan-in-force";
import { evolveStaff, isActive, nobody } from "@rmp/plan/staff-register";
import type { PersonId } from "@rmp/vocabulary/ids";
import type { Instant } from "@rmp/vocabulary/instant";

/** What every service folds: the plan and policy in force, and who is a person here. */
export interface Governance {
  planInForce(at: Instant): AdoptedPlan | undefined;
  /** Plan and policy together; undefined while either is missing. */
  inForce(at: Instant): InForce | undefined;
  isActive(person: PersonId): boolean;
  apply(recorded: Recorded): void;
}

export const governanceEvents = auditorEvents;

export function createGovernance(providerId: string): Governance {
  const planStream = `plan-${providerId}`;
  let plan = noPlan;
  let staff = nobody;
  return {
    planInForce: (at) => planInForce(plan, at),
    inForce: (at) => inForce(plan, at),
    isActive: (person) => isActive(staff, person),
    apply({ stream, event }) {
      if (stream === planStream) plan = evolvePlan(plan, event as AuditorEvent);
      if (stream === "staff-register") staff = evolveStaff(staff, event as AuditorEvent);
    },
  };
}
