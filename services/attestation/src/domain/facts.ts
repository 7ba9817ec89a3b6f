import type { Limits } from "@rmp/events/fields";
import type { CustomerId } from "@rmp/vocabulary/ids";
import type { E164 } from "@rmp/vocabulary/telephone-number";

/** What the log says about customers, as far as a call is decided on it. Every fact cites its event, `stream@revision`. */
export interface CallFacts {
  /** The customers whose calls come in by this trunk of this SBC; more than one is a fault of provisioning. */
  holdersOf(sbc: string, trunk: string): readonly AccessHolder[];
  /** What ended a customer's services: its termination, else its closing. Nothing here undoes it. */
  endOf(customerId: CustomerId): string | undefined;
  /** Who holds a number now; undefined where nobody does. */
  assignmentOf(number: E164): NumberAssignment | undefined;
}

export interface AccessHolder {
  readonly customer: CustomerFacts;
  readonly provisioned: string;
}

export interface CustomerFacts {
  readonly customerId: CustomerId;
  readonly approval: Approval | undefined;
  /** As `endOf` says. */
  readonly ended: string | undefined;
}

export interface Approval {
  readonly approved: string;
  /** Those of the approval until the first change. */
  readonly limits: LimitsInForce;
}

export interface LimitsInForce extends Limits {
  readonly setBy: string;
}

export interface NumberAssignment {
  readonly customerId: CustomerId;
  readonly assigned: string;
}
