import { type CommandContext, handleCommand } from "@rmp/event-store/handle-command";
import type { AssignedNumber } from "@rmp/proto/rmp/numbering/v1/commands";
import { answer, recordedOf } from "@rmp/service-kit/answer";
import type { Runtime } from "@rmp/service-kit/runtime";
import type { CustomerId } from "@rmp/vocabulary/ids";
import { digits, type E164 } from "@rmp/vocabulary/telephone-number";
import { number } from "../domain/number.ts";
import { numberRefusals } from "./refusals.ts";

/** What a block allotted: cited as `stream@revision`, like the agreement that it rests on. */
export interface Allotment {
  readonly allotment: string;
  readonly customerId: CustomerId;
  readonly agreement: string;
  readonly numbers: readonly E164[];
}

/** So many appends of one request are in the store's hands at a time. */
const atOnce = 32;

/**
 * Assigns every number of an allotment, each by its own stream; those that are assigned already stay as they are, so
 * that a repeated request and the reaction to the allotment come to the same end.
 */
export async function carryOut(
  { events }: Pick<Runtime, "events">,
  { allotment, customerId, agreement, numbers }: Allotment,
  context: CommandContext,
): Promise<readonly AssignedNumber[]> {
  const assign = async (each: E164): Promise<AssignedNumber> => {
    const command = { type: "AssignNumber", customerId, allotment, agreement, at: context.at } as const;
    const outcome = await handleCommand(events, number, digits(each), command, context);
    return answer(outcome, numberRefusals, (accepted) => ({ number: each, recorded: recordedOf(accepted) }));
  };
  const assigned: AssignedNumber[] = [];
  for (let from = 0; from < numbers.length; from += atOnce)
    assigned.push(...(await Promise.all(numbers.slice(from, from + atOnce).map(assign))));
  return assigned;
}
