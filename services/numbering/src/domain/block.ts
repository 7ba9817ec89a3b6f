import { accept, type Decider, type Decision, refuse } from "@rmp/event-store/decider";
import type { NumberClass, NumberingEvent } from "@rmp/events/numbering";
import { isPerson } from "@rmp/vocabulary/actor";
import type { E164 } from "@rmp/vocabulary/telephone-number";
import type { BlockCommand, Command, NumberRange } from "./commands.ts";
import { holds, numbersOf } from "./ranges.ts";
import { isOfClass, isSubscriber } from "./rules.ts";

export type BlockEvent = Extract<NumberingEvent, { readonly type: "BlockAdded" | "NumbersAllotted" }>;

export type BlockRefusal =
  | "not-a-person"
  | "number-class-does-not-fit"
  | "fictional-numbers-not-admitted"
  | "block-overlaps"
  | "block-not-found"
  | "customer-not-found"
  | "customer-not-approved"
  | "services-terminated"
  | "not-enough-free-numbers"
  | "number-not-in-block"
  | "number-already-allotted";

export interface BlockState {
  /** Absent until the block is added. */
  readonly range?: NumberRange & { readonly numberClass: NumberClass };
  /** One entry an allotment. */
  readonly allotted: readonly (readonly E164[])[];
}

type BlockDecision = Decision<BlockEvent, BlockRefusal>;

/** How many numbers of the block were never allotted. */
export const freeIn = ({ range, allotted }: BlockState): number =>
  (range?.size ?? 0) - allotted.reduce((sum, numbers) => sum + numbers.length, 0);

function decide(command: BlockCommand, state: BlockState): BlockDecision {
  return command.type === "AddBlock" ? addBlock(command, state) : allotNumbers(command, state);
}

function addBlock(command: Command<"AddBlock">, state: BlockState): BlockDecision {
  const { firstNumber, size, numberClass, source, overlaps, admitsFictional, by } = command;
  if (!isPerson(by)) return refuse("not-a-person");
  if (state.range) return accept();
  if (!isOfClass({ firstNumber, size }, numberClass)) return refuse("number-class-does-not-fit");
  if (numberClass === "fictional" && !admitsFictional) return refuse("fictional-numbers-not-admitted");
  if (overlaps !== undefined) return refuse("block-overlaps", { block: overlaps });
  return accept({ type: "BlockAdded", data: { firstNumber, size, numberClass, source } });
}

function allotNumbers(
  { customerId, customer, overlaps, which, by }: Command<"AllotNumbers">,
  { range, allotted }: BlockState,
): BlockDecision {
  if (!isPerson(by)) return refuse("not-a-person");
  if (!range) return refuse("block-not-found");
  // Added at the same moment as the other. What it allotted, the other's holders may have already.
  if (overlaps !== undefined) return refuse("block-overlaps", { block: overlaps });
  if (!customer) return refuse("customer-not-found");
  if (!isSubscriber(customer))
    return refuse(customer.kind === "ended" ? "services-terminated" : "customer-not-approved");
  const taken = new Set(allotted.flat());
  const numbers = "numbers" in which ? which.numbers : lowestFree(range, taken, which.count);
  const stranger = numbers.find((number) => !holds(range, number));
  if (stranger) return refuse("number-not-in-block", { number: stranger });
  const held = numbers.find((number) => taken.has(number));
  if (held) return refuse("number-already-allotted", { number: held });
  if ("count" in which && numbers.length < which.count)
    return refuse("not-enough-free-numbers", { free: String(numbers.length) });
  return accept({ type: "NumbersAllotted", data: { customerId, numbers, agreement: customer.agreement } });
}

const lowestFree = (range: NumberRange, taken: ReadonlySet<E164>, count: number): readonly E164[] =>
  numbersOf(range)
    .filter((number) => !taken.has(number))
    .slice(0, count);

function evolve(state: BlockState, event: BlockEvent): BlockState {
  switch (event.type) {
    case "BlockAdded": {
      const { firstNumber, size, numberClass } = event.data;
      return { ...state, range: { firstNumber, size, numberClass } };
    }
    case "NumbersAllotted":
      return { ...state, allotted: [...state.allotted, event.data.numbers] };
  }
}

/** `block-<id>`: which of a block's numbers an assignment takes. It decides alone, so that no number is taken twice. */
export const block: Decider<BlockState, BlockCommand, BlockEvent, BlockRefusal> = {
  category: "block",
  initial: { allotted: [] },
  evolve,
  decide,
};
