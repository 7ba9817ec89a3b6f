import { fold } from "@rmp/event-store/decider";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  acme,
  agreementOf,
  allotmentOf,
  byAda,
  byService,
  day,
  endedCustomer,
  endOf,
  fiction,
  globex,
  line,
  source,
  subscriber,
} from "../../test/subscription.ts";
import { type BlockEvent, block } from "./block.ts";
import type { NumberCommand } from "./commands.ts";
import { type NumberEvent, number } from "./number.ts";

const someone = fc.constantFrom(acme, globex);

describe("Plan IV, C-IV-12: a block, whatever is asked of it", () => {
  const which = fc.oneof(
    fc.nat(40).map((count) => ({ count: count + 1 })),
    fc.uniqueArray(fc.nat(99), { minLength: 1, maxLength: 5 }).map((offsets) => ({ numbers: offsets.map(line) })),
  );

  it("allots no number twice", () =>
    fc.assert(
      fc.property(fc.array(fc.record({ customerId: someone, which }), { minLength: 2 }), (asked) => {
        const added: BlockEvent = { type: "BlockAdded", data: { ...fiction, numberClass: "fictional", source } };
        const history = asked.reduce<readonly BlockEvent[]>(
          (events, { customerId, which }) => {
            const customer = subscriber(customerId);
            const command = {
              type: "AllotNumbers",
              customerId,
              customer,
              overlaps: undefined,
              which,
              by: byAda,
            } as const;
            const decision = block.decide(command, fold(block, events));
            return decision.kind === "accept" ? [...events, ...decision.events] : events;
          },
          [added],
        );
        const taken = fold(block, history).allotted.flat();
        expect(new Set(taken).size).toBe(taken.length);
      }),
    ));
});

describe("Plan III, C-III-28: a number, whatever is asked of it", () => {
  const assign = fc.record({ customerId: someone, allotment: fc.nat(5) }).map(
    ({ customerId, allotment }) =>
      (at: number): NumberCommand => ({
        type: "AssignNumber",
        customerId,
        allotment: allotmentOf(allotment),
        agreement: agreementOf(customerId),
        at: day(at),
      }),
  );
  const release = someone.map(
    (customerId) =>
      (at: number): NumberCommand => ({
        type: "ReleaseNumber",
        customerId,
        why: { endedBy: endOf(customerId) },
        customer: endedCustomer(customerId),
        agingDays: 45,
        by: byService,
        at: day(at),
      }),
  );

  it("has one holder at a time, and ages between two", () =>
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(60), fc.oneof(assign, release)), { minLength: 3 }), (asked) => {
        let at = 0;
        let history: readonly NumberEvent[] = [];
        for (const [days, command] of asked) {
          at += days;
          const decision = number.decide(command(at), fold(number, history));
          if (decision.kind === "refuse" || decision.events.length === 0) continue;
          const [last, next] = [history.at(-1), decision.events[0]];
          if (next?.type === "NumberReleased") expect(last?.data.customerId).toBe(next.data.customerId);
          if (last) expect(next?.type).not.toBe(last.type);
          if (last?.type === "NumberReleased") expect(last.data.agingUntil <= day(at)).toBe(true);
          history = [...history, ...decision.events];
        }
      }),
    ));
});
