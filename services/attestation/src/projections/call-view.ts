import { eventRef, type Recorded } from "@rmp/event-store/envelope";
import type { CustomerId } from "@rmp/vocabulary/ids";
import { type E164, parseE164 } from "@rmp/vocabulary/telephone-number";
import type { AccessHolder, CallFacts, CustomerFacts, LimitsInForce, NumberAssignment } from "../domain/facts.ts";
import type { FollowedEvent } from "./followed-event.ts";

/** The facts of the call path, folded from the log for look-ups in constant time. One thread folds and asks. */
export interface CallView extends CallFacts {
  /** In the log's order. What ends a customer's services holds whatever else is folded before or after it. */
  apply(recorded: Recorded<FollowedEvent>): void;
}

/** `changed` is kept apart, so that changed limits hold also where the approval they replace is folded after them. */
interface Customer extends CustomerFacts {
  approval: CustomerFacts["approval"];
  ended: string | undefined;
  changed: LimitsInForce | undefined;
}

export function createCallView(): CallView {
  const customers = new Map<string, Customer>();
  const holders = new Map<string, readonly AccessHolder[]>();
  const trunkOfAccess = new Map<string, string>();
  const assignments = new Map<E164, NumberAssignment>();

  const customer = (id: string): Customer => {
    const known = customers.get(id);
    if (known) return known;
    // Of the streams asked about here the id after the dash is the customer's.
    const customerId = id as CustomerId;
    const made: Customer = { customerId, approval: undefined, ended: undefined, changed: undefined };
    customers.set(id, made);
    return made;
  };

  const provision = (access: string, trunk: string, holder: AccessHolder): void => {
    trunkOfAccess.set(access, trunk);
    const others = (holders.get(trunk) ?? []).filter((other) => other.customer !== holder.customer);
    holders.set(trunk, [...others, holder]);
  };

  const release = (access: string, customerId: CustomerId): void => {
    const trunk = trunkOfAccess.get(access);
    if (trunk === undefined) return;
    const others = (holders.get(trunk) ?? []).filter((other) => other.customer.customerId !== customerId);
    holders.set(trunk, others);
  };

  return {
    holdersOf: (sbc, trunk) => holders.get(trunkKey(sbc, trunk)) ?? [],
    endOf: (customerId) => customers.get(customerId)?.ended,
    assignmentOf: (number) => assignments.get(number),
    apply(recorded) {
      const { event, stream } = recorded;
      const reference = eventRef(recorded);
      const id = idOf(stream);
      switch (event.type) {
        case "CustomerApproved": {
          const approved = customer(id);
          const limits = approved.changed ?? { ...event.data.limits, setBy: reference };
          approved.approval = { approved: reference, limits };
          return;
        }
        case "LimitsChanged": {
          const limited = customer(id);
          limited.changed = { ...event.data.limits, setBy: reference };
          if (limited.approval) limited.approval = { ...limited.approval, limits: limited.changed };
          return;
        }
        case "ServicesTerminated":
          customer(id).ended = reference;
          return;
        case "CustomerClosed":
          // The termination, which is the cause, says more.
          customer(id).ended ??= event.data.cause;
          return;
        case "AccessProvisioned": {
          const { accessId, sbc, trunk } = event.data;
          provision(accessId, trunkKey(sbc, trunk), { customer: customer(id), provisioned: reference });
          return;
        }
        case "AccessReleased":
          release(id, event.data.customerId);
          return;
        case "NumberAssigned":
          assignments.set(numberOf(stream), { customerId: event.data.customerId, assigned: reference });
          return;
        case "NumberReleased":
          assignments.delete(numberOf(stream));
          return;
        default:
      }
    },
  };
}

const trunkKey = (sbc: string, trunk: string): string => `${sbc}/${trunk}`;

const idOf = (stream: string): string => stream.slice(stream.indexOf("-") + 1);

function numberOf(stream: string): E164 {
  const number = parseE164(`+${idOf(stream)}`);
  if (!number) throw new Error("a stream of the numbering service names no telephone number");
  return number;
}
