import type { Recorded } from "@rmp/event-store/envelope";
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
  /** Another block that shares numbers with the range; the range itself, where it stands, is not another. */
  overlapping(range: NumberRange): Block | undefined;
  apply(recorded: Recorded<Fact>): void;
}

const prefix = "block-";

export function createBlocks(): Blocks {
  const all = new Map<string, Block>();
  return {
    of: (blockId) => all.get(blockId),
    overlapping: (range) => [...all.values()].find((block) => overlap(block, range) && !same(block, range)),
    apply({ stream, event }) {
      const blockId = stream.slice(prefix.length);
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
