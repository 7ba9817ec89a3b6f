import { defineEvents, type EventOf } from "@rmp/event-store/event-types";
import { personal } from "@rmp/event-store/personal";
import { z } from "zod";
import { id, instant, personId, sha256 } from "./fields.ts";
import { policySet } from "./policy-set.ts";

const person = z.strictObject({ personId, issuer: z.string(), subject: personal(), name: personal() });

/**
 * What the auditor service publishes: `staff-register`, who is a person here, and `plan-<providerId>`, every version of
 * the filed plan and every policy set.
 */
export const auditorEvents = defineEvents("auditor", ["staff", "plan"], {
  /** The first two persons, in one event: from the first act on there is a maker and a checker. */
  PersonsBootstrapped: z.strictObject({ persons: z.array(person).length(2) }),
  PersonEntered: z.strictObject({ person, enteredBy: personId }),
  PersonDeactivated: z.strictObject({ personId, deactivatedBy: personId }),

  PlanAdopted: z.strictObject({ version: z.string(), effectiveAt: instant, textSha256: sha256 }),
  PlanSuperseded: z.strictObject({ version: z.string(), by: z.string() }),
  PolicySetProposed: z.strictObject({
    proposalId: id("proposal"),
    policySet,
    policyHash: sha256,
    proposedBy: personId,
  }),
  PolicySetApproved: z.strictObject({
    proposalId: id("proposal"),
    policyHash: sha256,
    effectiveAt: instant,
    proposedBy: personId,
    approvedBy: personId,
  }),
});

export type AuditorEvent = EventOf<typeof auditorEvents>;
