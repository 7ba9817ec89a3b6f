import type { PlanHistory } from "@rmp/plan/plan-in-force";
import { isActive, type StaffRegister } from "@rmp/plan/staff-register";
import type { Person } from "@rmp/vocabulary/actor";
import type { PersonId } from "@rmp/vocabulary/ids";
import type { Instant } from "@rmp/vocabulary/instant";

/** Plan II: the register opens with two persons, so that from the first act on a maker has a checker. */
export const registerIsOpen = (register: StaffRegister): boolean => Object.keys(register).length > 0;

/** Plan II, "CCS personnel": whoever is not, or no longer, active in the register enters and ends nobody. */
export const actsForUs = (register: StaffRegister, by: Person): boolean => isActive(register, by.id);

/** Plan II: whoever leaves the register leaves two who can check each other. */
export const leavesMakerAndChecker = (register: StaffRegister, leaving: PersonId): boolean =>
  Object.keys(register).filter((person) => person !== leaving && isActive(register, person as PersonId)).length >= 2;

/** Plan I: a version "supersedes" the one before it, so its effect begins later. */
export const supersedes = (history: PlanHistory, effectiveAt: Instant): boolean =>
  history.plans.every((plan) => plan.effectiveAt < effectiveAt);

/**
 * Plan I: a version supersedes "its initial filing" from now on: what was decided until now was decided under the version
 * of its day. The first one adopted supersedes none, and tells truly since when it has been in effect.
 */
export const rewritesNoHistory = (history: PlanHistory, effectiveAt: Instant, at: Instant): boolean =>
  history.plans.length === 0 || effectiveAt > at;

/** Plan I: "complies with the practices it describes": what the plan's words mean here is approved by a second person. */
export const approverIsAnother = (proposedBy: PersonId, by: PersonId): boolean => proposedBy !== by;

/** Plan I: a decision of the past was made under the policy of its day, so none takes effect before it is approved. */
export const takesEffectNowOrLater = (effectiveAt: Instant, at: Instant): boolean => effectiveAt >= at;
