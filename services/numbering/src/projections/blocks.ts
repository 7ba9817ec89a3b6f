import { idOf, type Recorded } from "@rmp/event-store/envelope";
import type { NumberClass } from "@rmp/events/numbering";
import type { NumberRange } from "../domain/commands.ts";
import { overlap } from "../domain/ranges.ts";
import type { Fact } from "./facts.ts";

export interface Block extends NumberRange {
  readonly blockId: string;
  readonly numberClass: NumberClass;
  /** Numbers that were never allotted. */
  readonly free: number;
}

/** The inventory. */
export interface Blocks {
  of(blockId: string): Block | undefined;
  /** A block that shares numbers with the range and, where the range is itself a block, was added before it. */
  overlapping(range: NumberRange): Block | undefined;
  apply(recorded: Recorded<Fact>): void;
}

export function createBlocks(): Blocks {
  const all = new Map<string, Block>();
  return {
    of: (blockId) => all.get(blockId),
    overlapping(range) {
      // In the order of the log, so that of two blocks everyone takes the same one for the first.
      for (const block of all.values()) {
        if (same(block, range)) return undefined;
        if (overlap(block, range)) return block;
      }
      return undefined;
    },
    apply({ stream, event }) {
      const blockId = idOf(stream);
      if (event.type === "BlockAdded") {
        const { firstNumber, size, numberClass } = event.data;
        all.set(blockId, { blockId, firstNumber, size, numberClass, free: size });
      }
      const block = all.get(blockId);
      if (event.type === "NumbersAllotted" && block)
        all.set(blockId, { ...block, free: block.free - event.data.numbers.length });
    },
  };
}

const same = (one: NumberRange, other: NumberRange): boolean =>
  one.firstNumber === other.firstNumber && one.size === other.size;
