import type { CustomerId } from "@rmp/vocabulary/ids";
import fc from "fast-check";
import { describe, it } from "vitest";
import {
  accessReleased,
  acme,
  approved,
  assigned,
  call,
  closed,
  factsOf,
  limits,
  limitsChanged,
  midnight,
  other,
  policy,
  provisioned,
  released,
  type Standing,
  terminated,
} from "../../test/subscriber.ts";
import { decideCall } from "../domain/decide.ts";
import { createUsageLedger } from "../domain/usage.ts";
import type { FollowedEvent } from "./followed-event.ts";

const numbers = ["+12025550111", "+12025550112"];
const customer = fc.constantFrom(acme, other);
const number = fc.constantFrom(...numbers);

/** With these alone the first customer's calls are permitted. */
const needed = [provisioned(), approved(), assigned()];
const anyOther: fc.Arbitrary<Standing> = fc.oneof(
  fc.tuple(number, customer).map(([which, id]) => assigned(which, id)),
  fc.tuple(number, customer).map(([which, id]) => released(which, id)),
  customer.chain((id) =>
    fc.constantFrom(
      provisioned(id),
      accessReleased(id),
      approved(id),
      limitsChanged(limits, id),
      terminated(id),
      closed(id),
    ),
  ),
);

/** Any mixture of the streams, each event at the revision that it has where it comes. */
const history = fc
  .array(anyOther, { maxLength: 4 })
  .chain((others) => {
    const all = [...needed, ...others];
    return fc.shuffledSubarray(all, { minLength: all.length });
  })
  .map((events) =>
    events.map((each, index) => ({
      ...each,
      revision: events.slice(0, index).filter(({ stream }) => stream === each.stream).length,
    })),
  );

const decide = (events: readonly Standing[], callingNumber: string, viewAgeMs = 0) =>
  decideCall(call({ callingNumber }), {
    at: midnight,
    elapsed: 0,
    policy,
    facts: factsOf(...events),
    viewAgeMs,
    usage: createUsageLedger(),
    certificate: { begins: midnight, ends: midnight + 1 },
  });

const endings: readonly string[] = ["ServicesTerminated", "CustomerClosed"];
const releases = (customerId: CustomerId, event: FollowedEvent): boolean =>
  event.type === "AccessReleased" && event.data.customerId === customerId;
const isOf = (id: string, { stream }: Standing): boolean => stream.endsWith(id);

describe("Plan IV, C-IV-15: no permit from a view that has applied the termination", () => {
  it("however the events of other streams are ordered", () =>
    fc.assert(
      fc.property(history, number, (events, callingNumber) => {
        const decision = decide(events, callingNumber);
        if (decision.outcome !== "permit") return true;
        return !events.some((each) => isOf(decision.customerId, each) && endings.includes(each.event.type));
      }),
      { numRuns: 500 },
    ));
});

describe("Plan IV, C-IV-11: no level A without evidence", () => {
  /** The event that a reference cites. */
  const cited = (events: readonly Standing[], reference: string | undefined) =>
    events.find(({ stream, revision }) => `${stream}@${revision}` === reference);

  it("is found in the log for every A, and nothing after it takes it back", () =>
    fc.assert(
      fc.property(history, number, (events, callingNumber) => {
        const decision = decide(events, callingNumber);
        if (decision.outcome !== "permit") return true;
        const { customerId, level, evidence } = decision;
        const [assignment, approval, ingress] = evidence.map((reference) => cited(events, reference));
        const ofNumber = events.findLast(({ stream }) => stream === `number-${callingNumber.slice(1)}`);
        return (
          level === "A" &&
          assignment !== undefined &&
          assignment === ofNumber &&
          assignment.event.type === "NumberAssigned" &&
          assignment.event.data.customerId === customerId &&
          approval?.event.type === "CustomerApproved" &&
          isOf(customerId, approval) &&
          ingress?.event.type === "AccessProvisioned" &&
          isOf(customerId, ingress) &&
          !events.slice(events.indexOf(ingress)).some(({ event }) => releases(customerId, event))
        );
      }),
      { numRuns: 500 },
    ));

  it("is not given on a stale view, whatever it holds", () =>
    fc.assert(
      fc.property(history, number, fc.integer({ min: 30_001, max: 900_000 }), (events, callingNumber, age) => {
        const decision = decide(events, callingNumber, age);
        return decision.outcome !== "permit" || decision.level === "B";
      }),
      { numRuns: 500 },
    ));

  it("is given where all three stand, so that the properties above speak of something", () =>
    fc.assert(
      fc.property(customer, number, (id, callingNumber) => {
        const decision = decide([provisioned(id), approved(id), assigned(callingNumber, id)], callingNumber);
        return decision.outcome === "permit" && decision.level === "A";
      }),
      { numRuns: 500 },
    ));
});
