import { formatPosition } from "@rmp/event-store/envelope";
import type { NumberingQueryServiceService } from "@rmp/proto/rmp/numbering/v1/queries";
import type { Handlers } from "@rmp/service-kit/rpc";
import type { Deps } from "./deps.ts";
import { classMessage } from "./number-class.ts";
import { notFound } from "./refusals.ts";

export const getBlock =
  ({ runtime, blocks }: Deps): Handlers<typeof NumberingQueryServiceService>["getBlock"] =>
  async ({ blockId, minPosition }, call) => {
    const position = formatPosition(await runtime.covered(call, minPosition));
    const block = blocks.of(blockId);
    if (!block) throw notFound("block-not-found");
    const { firstNumber, size, numberClass, free } = block;
    return { blockId, firstNumber, size, numberClass: classMessage(numberClass), free, position };
  };
