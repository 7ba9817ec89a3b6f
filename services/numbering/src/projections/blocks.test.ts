import type { NumberingEvent } from "@rmp/events/numbering";
import { describe, expect, it } from "vitest";
import { logOf } from "../../test/log.ts";
import { acme, agreementOf, fiction, line, source, tn } from "../../test/subscription.ts";
import { blockIdOf } from "../domain/ranges.ts";
import { createBlocks } from "./blocks.ts";

const thousand = { firstNumber: tn("+12125550000"), size: 1000 };
const stream = `block-${blockIdOf(fiction)}`;
const added: NumberingEvent = { type: "BlockAdded", data: { ...fiction, numberClass: "fictional", source } };
const allotted: NumberingEvent = {
  type: "NumbersAllotted",
  data: { customerId: acme, numbers: [line(0), line(1)], agreement: agreementOf(acme) },
};

function blocksAfter(...events: readonly NumberingEvent[]) {
  const blocks = createBlocks();
  for (const recorded of logOf(...events.map((event) => [stream, event] as const))) blocks.apply(recorded);
  return blocks;
}

describe("Plan IV, C-IV-12: the inventory", () => {
  it("counts what was never allotted", () =>
    expect(blocksAfter(added, allotted).of(blockIdOf(fiction))).toEqual({
      blockId: blockIdOf(fiction),
      ...fiction,
      numberClass: "fictional",
      free: 98,
    }));
  it("knows no block that was not added", () => expect(blocksAfter().of(blockIdOf(fiction))).toBeUndefined());
  it("finds the block that another would share numbers with", () =>
    expect(blocksAfter(added).overlapping(thousand)?.blockId).toBe(blockIdOf(fiction)));
  it("takes of two that were added at once the first in the log for the one that holds the numbers", () => {
    const blocks = createBlocks();
    const later: NumberingEvent = { type: "BlockAdded", data: { ...thousand, numberClass: "geographic", source } };
    for (const recorded of logOf([stream, added], [`block-${blockIdOf(thousand)}`, later])) blocks.apply(recorded);
    expect([blocks.overlapping(fiction), blocks.overlapping(thousand)?.blockId]).toEqual([
      undefined,
      blockIdOf(fiction),
    ]);
  });
  it("finds none beside the very same", () => expect(blocksAfter(added).overlapping(fiction)).toBeUndefined());
});
