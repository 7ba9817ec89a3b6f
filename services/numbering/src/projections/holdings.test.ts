import type { NumberingEvent } from "@rmp/events/numbering";
import type { CustomerId } from "@rmp/vocabulary/ids";
import type { Instant } from "@rmp/vocabulary/instant";
import { digits, type E164 } from "@rmp/vocabulary/telephone-number";
import { describe, expect, it } from "vitest";
import { logOf } from "../../test/log.ts";
import { acme, agreementOf, allotmentOf, day, endOf, globex, line } from "../../test/subscription.ts";
import { createHoldings } from "./holdings.ts";

type Happened = readonly [string, NumberingEvent, Instant];

const assigned = (number: E164, customerId: CustomerId, allotment: number, at: number): Happened => [
  `number-${digits(number)}`,
  {
    type: "NumberAssigned",
    data: { customerId, allotment: allotmentOf(allotment), agreement: agreementOf(customerId) },
  },
  day(at),
];
const released = (number: E164, customerId: CustomerId, at: number): Happened => [
  `number-${digits(number)}`,
  { type: "NumberReleased", data: { customerId, agingUntil: day(at + 45), endedBy: endOf(customerId) } },
  day(at),
];
function holdingsAfter(...events: readonly Happened[]) {
  const holdings = createHoldings();
  for (const recorded of logOf(...events)) holdings.apply(recorded);
  return holdings;
}

const changedHands = [assigned(line(0), acme, 1, 0), released(line(0), acme, 1), assigned(line(0), globex, 2, 50)];

describe("Plan IV, C-IV-12: who held a number", () => {
  it("names each holder with the events that prove it", () =>
    expect(holdingsAfter(...changedHands).of(line(0))).toEqual([
      {
        customerId: acme,
        assignedAt: day(0),
        assignedBy: `number-${digits(line(0))}@0`,
        agreement: agreementOf(acme),
        release: { releasedAt: day(1), releasedBy: `number-${digits(line(0))}@1`, agingUntil: day(46) },
      },
      {
        customerId: globex,
        assignedAt: day(50),
        assignedBy: `number-${digits(line(0))}@2`,
        agreement: agreementOf(globex),
      },
    ]));
  it("knows nobody of a number that was never assigned", () =>
    expect(holdingsAfter(...changedHands).of(line(1))).toEqual([]));
  it("holds for its last holder", () => {
    const holdings = holdingsAfter(...changedHands, assigned(line(1), globex, 2, 50));
    expect([holdings.heldBy(acme), holdings.heldBy(globex)]).toEqual([[], [line(0), line(1)]]);
  });
  it("ages of its last holder, until its aging ends", () => {
    const holdings = holdingsAfter(...changedHands.slice(0, 2));
    expect([holdings.agingOf(acme, day(45.9)), holdings.agingOf(acme, day(46))]).toEqual([[line(0)], []]);
  });
  it("no longer ages of a former holder", () =>
    expect(holdingsAfter(...changedHands).agingOf(acme, day(2))).toEqual([]));
});
