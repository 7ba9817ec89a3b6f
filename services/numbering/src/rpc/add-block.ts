import { handleCommand } from "@rmp/event-store/handle-command";
import { Personal } from "@rmp/event-store/personal";
import { AddBlockRequest, type NumberingServiceService } from "@rmp/proto/rmp/numbering/v1/commands";
import { answer, recordedOf } from "@rmp/service-kit/answer";
import { invalidArgument } from "@rmp/service-kit/errors";
import { numberIn } from "@rmp/service-kit/fields";
import type { Handlers } from "@rmp/service-kit/rpc";
import { block, freeIn } from "../domain/block.ts";
import type { NumberRange } from "../domain/commands.ts";
import { blockIdOf } from "../domain/ranges.ts";
import { isAligned } from "../domain/rules.ts";
import type { Deps } from "./deps.ts";
import { classIn } from "./number-class.ts";
import { blockRefusals } from "./refusals.ts";

export const addBlock =
  ({ runtime, blocks, admitsFictional }: Deps): Handlers<typeof NumberingServiceService>["addBlock"] =>
  async (request, call) => {
    const { context, by } = await runtime.command(call, request, AddBlockRequest);
    const range = rangeIn(request);
    const blockId = blockIdOf(range);
    // Two that are added at the same moment may still miss each other; from the later one nothing is then allotted.
    await runtime.coveredHead(call);
    const overlaps = blocks.overlapping(range)?.blockId;
    const numberClass = classIn(request.numberClass);
    const source = Personal.of(request.source, `block:${blockId}`);
    const command = { type: "AddBlock", ...range, numberClass, source, overlaps, admitsFictional, by } as const;
    const outcome = await handleCommand(runtime.events, block, blockId, command, context);
    return answer(outcome, blockRefusals, (accepted) => ({
      blockId,
      free: freeIn(accepted.state),
      recorded: recordedOf(accepted),
    }));
  };

function rangeIn({ firstNumber, size }: AddBlockRequest): NumberRange {
  const range = { firstNumber: numberIn("first_number", firstNumber), size };
  if (isAligned(range)) return range;
  const description = `${firstNumber} begins no block of ${size}: a multiple of ${size} is expected`;
  throw invalidArgument([{ field: "first_number", description }]);
}
