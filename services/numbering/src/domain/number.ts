import { accept, type Decider, type Decision, refuse } from "@rmp/event-store/decider";
import type { NumberingEvent } from "@rmp/events/numbering";
import { isPerson } from "@rmp/vocabulary/actor";
import type { CustomerId } from "@rmp/vocabulary/ids";
import type { Instant } from "@rmp/vocabulary/instant";
import type { Command, NumberCommand } from "./commands.ts";
import { agingEnd, doubtOfAssignment, endedServicesOf, followsTheEnd } from "./rules.ts";

export type NumberEvent = Extract<NumberingEvent, { readonly type: "NumberAssigned" | "NumberReleased" }>;

export type NumberRefusal =
  | "not-a-person"
  | "cause-not-of-this-customer"
  | "number-not-found"
  | "number-not-held-by-customer"
  | "number-already-held"
  | "number-aging";

export interface Holding {
  readonly customerId: CustomerId;
  readonly allotment: string;
  /** Absent while it is held. */
  readonly agingUntil?: Instant;
}

export interface NumberState {
  /** Oldest first; only the last one may be held or aging. */
  readonly holdings: readonly Holding[];
}

type NumberDecision = Decision<NumberEvent, NumberRefusal>;

function decide(command: NumberCommand, state: NumberState): NumberDecision {
  return command.type === "AssignNumber" ? assignNumber(command, state) : releaseNumber(command, state);
}

function assignNumber(
  { customerId, allotment, agreement, at }: Command<"AssignNumber">,
  { holdings }: NumberState,
): NumberDecision {
  // Also where it was released since: the rest of an allotment may be carried out late, and never twice.
  if (holdings.some((holding) => holding.allotment === allotment)) return accept();
  const doubt = doubtOfAssignment(holdings.at(-1), at);
  if (doubt) return refuse(doubt);
  return accept({ type: "NumberAssigned", data: { customerId, allotment, agreement } });
}

function releaseNumber(
  { customerId, why, customer, agingDays, by, at }: Command<"ReleaseNumber">,
  { holdings }: NumberState,
): NumberDecision {
  if ("reason" in why ? !isPerson(by) : !followsTheEnd(by)) return refuse("not-a-person");
  if ("endedBy" in why && !endedServicesOf(customer, why.endedBy)) return refuse("cause-not-of-this-customer");
  const last = holdings.at(-1);
  if (!last) return refuse("number-not-found");
  if (last.customerId !== customerId) return refuse("number-not-held-by-customer");
  if (last.agingUntil) return accept();
  return accept({ type: "NumberReleased", data: { customerId, agingUntil: agingEnd(at, agingDays), ...why } });
}

function evolve({ holdings }: NumberState, event: NumberEvent): NumberState {
  switch (event.type) {
    case "NumberAssigned": {
      const { customerId, allotment } = event.data;
      return { holdings: [...holdings, { customerId, allotment }] };
    }
    case "NumberReleased": {
      const { agingUntil } = event.data;
      return { holdings: holdings.with(-1, { ...lastOf(holdings), agingUntil }) };
    }
  }
}

function lastOf(holdings: readonly Holding[]): Holding {
  const last = holdings.at(-1);
  if (!last) throw new Error("a number was released that nobody ever held");
  return last;
}

/** `number-<digits>`: who holds one number, from when to when, and by which allotment. */
export const number: Decider<NumberState, NumberCommand, NumberEvent, NumberRefusal> = {
  category: "number",
  initial: { holdings: [] },
  evolve,
  decide,
};
