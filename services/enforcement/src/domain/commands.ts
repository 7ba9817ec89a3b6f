import type { Personal } from "@rmp/event-store/personal";
import type { WarningChannel } from "@rmp/events/enforcement";
import type { Limits } from "@rmp/events/fields";
import type { Actor } from "@rmp/vocabulary/actor";
import type { Id } from "@rmp/vocabulary/ids";
import type { Instant } from "@rmp/vocabulary/instant";

/** A call that attestation refused because its caller ID was not assigned to the customer. */
export interface RefusedCall {
  /** Ingress, as attestation stamped it. */
  readonly at: Instant;
  readonly callerId: Personal;
  readonly journalReference: string;
  /** Of the candidate that it opens, if it opens one. */
  readonly candidateId: Id<"candidate">;
}

/** What a person decides. `by` is who acts; `applied`: the customer service has told of the customer's application. */
interface Decided {
  readonly applied: boolean;
  readonly by: Actor;
}

/** To `enforcement-<customerId>`. `at` is when somebody acts. */
export type EnforcementCommand =
  | { readonly type: "TakeOverLimits"; readonly limits: Limits; readonly approval: string }
  | (Decided & { readonly type: "ChangeLimits"; readonly limits: Limits; readonly reason: Personal })
  | {
      readonly type: "ReportRefusedCallerIds";
      readonly calls: readonly RefusedCall[];
      /** Of the policy in force. */
      readonly burstHours: number;
    }
  | (Decided & {
      readonly type: "ConfirmInfraction";
      readonly candidateId: Id<"candidate">;
      /** Of the warning that it issues, if it issues one. */
      readonly warningId: Id<"warning">;
      readonly finding: Personal;
      readonly at: Instant;
    })
  | (Decided & {
      readonly type: "DismissCandidate";
      readonly candidateId: Id<"candidate">;
      readonly reason: Personal;
      readonly at: Instant;
    })
  | (Decided & {
      readonly type: "RecordWarningSent";
      readonly warningId: Id<"warning">;
      readonly channel: WarningChannel;
      readonly sentAt: Instant;
      readonly at: Instant;
    })
  | (Decided & {
      readonly type: "RecordWarningDelivered";
      readonly warningId: Id<"warning">;
      readonly channel: WarningChannel;
      readonly deliveredAt: Instant;
      readonly receiptSha256: string;
      readonly at: Instant;
    });

/** One of the commands by its name. */
export type Command<Type extends EnforcementCommand["type"]> = Extract<EnforcementCommand, { readonly type: Type }>;
