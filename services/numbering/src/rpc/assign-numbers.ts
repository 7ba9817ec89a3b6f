import { eventRef, formatPosition, type Recorded } from "@rmp/event-store/envelope";
import { handleCommand } from "@rmp/event-store/handle-command";
import { AssignNumbersRequest, type NumberingServiceService } from "@rmp/proto/rmp/numbering/v1/commands";
import { answer, recordedOf } from "@rmp/service-kit/answer";
import { invalidArgument } from "@rmp/service-kit/errors";
import { idIn, numberIn } from "@rmp/service-kit/fields";
import type { Handlers } from "@rmp/service-kit/rpc";
import { type BlockEvent, block } from "../domain/block.ts";
import type { Command } from "../domain/commands.ts";
import { type Allotment, carryOut } from "./carry-out.ts";
import type { Deps } from "./deps.ts";
import { blockRefusals } from "./refusals.ts";

export const assignNumbers =
  ({ runtime, blocks, customers }: Deps): Handlers<typeof NumberingServiceService>["assignNumbers"] =>
  async (request, call) => {
    const { context, by } = await runtime.command(call, request, AssignNumbersRequest);
    const customerId = idIn<"customer">("customer_id", request.customerId);
    const which = whichIn(request.which);
    // An allotment that its numbers' own streams refuse could never be carried out: every block that stands counts.
    await runtime.coveredHead(call);
    const range = blocks.of(request.blockId);
    const overlaps = range && blocks.overlapping(range)?.blockId;
    const customer = customers.of(customerId);
    const command = { type: "AllotNumbers", customerId, customer, overlaps, which, by } as const;
    const outcome = await handleCommand(runtime.events, block, request.blockId, command, context);
    const { allotted, recorded } = answer(outcome, blockRefusals, (accepted) => ({
      allotted: accepted.events.flatMap(allotmentIn),
      recorded: recordedOf(accepted),
    }));
    const numbers = (await Promise.all(allotted.map((each) => carryOut(runtime, each, context)))).flat();
    // The allotment is what to cite, the last assignment what to wait for.
    const positions = numbers.map((each) => BigInt(each.recorded?.position ?? 0));
    const position = positions.reduce((a, b) => (a > b ? a : b), BigInt(recorded.position));
    return { numbers, recorded: { ...recorded, position: formatPosition(position) } };
  };

function allotmentIn(recorded: Recorded<BlockEvent>): readonly Allotment[] {
  const { event } = recorded;
  return event.type === "NumbersAllotted" ? [{ ...event.data, allotment: eventRef(recorded) }] : [];
}

function whichIn(which: AssignNumbersRequest["which"]): Command<"AllotNumbers">["which"] {
  if (which?.$case === "count") return { count: which.value };
  if (which?.$case !== "named")
    throw invalidArgument([{ field: "which", description: "must be count or named; given: nothing" }]);
  return { numbers: which.value.numbers.map((text, index) => numberIn(`named.numbers[${index}]`, text)) };
}
