import type { Personal } from "@rmp/event-store/personal";
import type { NumberClass } from "@rmp/events/numbering";
import type { Actor } from "@rmp/vocabulary/actor";
import type { CustomerId } from "@rmp/vocabulary/ids";
import type { Instant } from "@rmp/vocabulary/instant";
import type { E164 } from "@rmp/vocabulary/telephone-number";

/** A run of numbers, aligned to its size. */
export interface NumberRange {
  readonly firstNumber: E164;
  /** 100, 1000 or 10000. */
  readonly size: number;
}

export interface Subscriber {
  readonly kind: "approved";
  /** What the approval rests on, `stream@revision`. */
  readonly agreement: string;
}

/** What the customer and enforcement services have told of a customer. `endedBy` is `stream@revision`. */
export type CustomerStanding =
  | Subscriber
  | { readonly kind: "applicant" }
  | { readonly kind: "ended"; readonly endedBy: string };

/** To `block-<id>`. What the view knows beyond the block comes along; `by` is who acts. */
export type BlockCommand =
  | ({
      readonly type: "AddBlock";
      readonly numberClass: NumberClass;
      readonly source: Personal;
      /** An earlier block of the inventory that shares numbers with this one. */
      readonly overlaps: string | undefined;
      /** Whether this installation takes numbers that can never be anybody's. */
      readonly admitsFictional: boolean;
      readonly by: Actor;
    } & NumberRange)
  | {
      readonly type: "AllotNumbers";
      readonly customerId: CustomerId;
      /** Undefined where nothing was ever told of it. */
      readonly customer: CustomerStanding | undefined;
      /** An earlier block of the inventory that shares numbers with this one. */
      readonly overlaps: string | undefined;
      /** That many of the lowest free ones, or these. */
      readonly which: { readonly count: number } | { readonly numbers: readonly E164[] };
      readonly by: Actor;
    };

/** To `number-<digits>`. */
export type NumberCommand =
  | {
      readonly type: "AssignNumber";
      readonly customerId: CustomerId;
      /** The block's NumbersAllotted, `stream@revision`. */
      readonly allotment: string;
      readonly agreement: string;
      readonly at: Instant;
    }
  | {
      readonly type: "ReleaseNumber";
      readonly customerId: CustomerId;
      /** The event that ended the customer's services, or a person's words. */
      readonly why: { readonly endedBy: string } | { readonly reason: Personal };
      /** Undefined where nothing was ever told of it. */
      readonly customer: CustomerStanding | undefined;
      /** Of the policy in force. */
      readonly agingDays: number;
      readonly by: Actor;
      readonly at: Instant;
    };

/** One of the commands by its name. */
export type Command<Type extends (BlockCommand | NumberCommand)["type"]> = Extract<
  BlockCommand | NumberCommand,
  { readonly type: Type }
>;
