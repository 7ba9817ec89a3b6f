import type { Personal } from "@rmp/event-store/personal";
import type { PolicySet } from "@rmp/events/policy-set";
import type { Actor } from "@rmp/vocabulary/actor";
import type { Id, PersonId } from "@rmp/vocabulary/ids";
import type { Instant } from "@rmp/vocabulary/instant";

export interface Person {
  readonly personId: PersonId;
  readonly issuer: string;
  readonly subject: Personal;
  readonly name: Personal;
}

/** To `staff-register`. */
export type StaffCommand =
  | { readonly type: "BootstrapPersons"; readonly persons: readonly [Person, Person] }
  | { readonly type: "EnterPerson"; readonly person: Person; readonly by: Actor }
  | { readonly type: "DeactivatePerson"; readonly personId: PersonId; readonly by: Actor };

/** To `plan-<providerId>`. */
export type PlanCommand =
  | {
      readonly type: "AdoptPlan";
      readonly version: string;
      readonly effectiveAt: Instant;
      readonly textSha256: string;
      readonly by: Actor;
      readonly at: Instant;
    }
  | {
      readonly type: "ProposePolicySet";
      readonly proposalId: Id<"proposal">;
      readonly policySet: PolicySet;
      readonly policyHash: string;
      readonly by: Actor;
    }
  | {
      readonly type: "ApprovePolicySet";
      readonly proposalId: Id<"proposal">;
      /** Undefined: as soon as it is approved. */
      readonly effectiveAt: Instant | undefined;
      readonly by: Actor;
      readonly at: Instant;
    };
