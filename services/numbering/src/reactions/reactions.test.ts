import type { Recorded } from "@rmp/event-store/envelope";
import type { Reaction } from "@rmp/event-store/reactions";
import type { CustomerId } from "@rmp/vocabulary/ids";
import { digits, type E164 } from "@rmp/vocabulary/telephone-number";
import { describe, expect, it } from "vitest";
import { logOf } from "../../test/log.ts";
import { acme, agreementOf, allotmentOf, fiction, globex, line } from "../../test/subscription.ts";
import type { Completion, Release } from "../clients/numbering.ts";
import { blockIdOf } from "../domain/ranges.ts";
import { createCustomers } from "../projections/customers.ts";
import type { Fact } from "../projections/facts.ts";
import { createHoldings } from "../projections/holdings.ts";
import { completeAllotment } from "./complete-allotment.ts";
import { releaseOnTermination } from "./release-on-termination.ts";

const assigned = (number: E164, customerId: CustomerId): readonly [string, Fact] => [
  `number-${digits(number)}`,
  { type: "NumberAssigned", data: { customerId, allotment: allotmentOf(1), agreement: agreementOf(customerId) } },
];
const terminated: readonly [string, Fact] = [
  `enforcement-${acme}`,
  { type: "ServicesTerminated", data: { ground: "second-caller-id-manipulation", infractions: [] } },
];
const closed: readonly [string, Fact] = [
  `customer-${acme}`,
  { type: "CustomerClosed", data: { cause: `enforcement-${acme}@0` } },
];
const allotted: readonly [string, Fact] = [
  `block-${blockIdOf(fiction)}`,
  { type: "NumbersAllotted", data: { customerId: acme, numbers: [line(0), line(1)], agreement: agreementOf(acme) } },
];

/** Judges one fact, if it concerns the reaction, as the follower does. */
async function judge(reaction: Reaction<Fact>, fact: Recorded<Fact> | undefined) {
  if (!fact || reaction.concerns(fact) === undefined) return;
  const { signal } = new AbortController();
  await reaction.react(fact, { requestId: (...parts) => [fact.id, ...parts].join("/"), signal });
}

/** What is released because of the last of the facts, the views holding all of them. */
async function releasesBy(...facts: readonly (readonly [string, Fact])[]) {
  const log = logOf(...facts);
  const [customers, holdings] = [createCustomers(), createHoldings()];
  for (const fact of log) for (const view of [customers, holdings]) view.apply(fact);
  const releases: Release[] = [];
  const numbering = { releaseNumber: async (release: Release) => void releases.push(release) };
  await judge(releaseOnTermination({ customers, holdings, numbering }), log.at(-1));
  return releases;
}

describe("Plan III, C-III-28: numbers of ended services are released", () => {
  const release = (number: E164, fact: string): Release => ({
    customerId: acme,
    number,
    endedBy: `enforcement-${acme}@0`,
    requestId: `${fact}/${digits(number)}`,
  });

  it("one by one, at the termination", async () =>
    expect(await releasesBy(assigned(line(0), acme), assigned(line(1), acme), terminated)).toEqual([
      release(line(0), "event 2"),
      release(line(1), "event 2"),
    ]));
  it("at an assignment that comes after the termination", async () =>
    expect(await releasesBy(terminated, assigned(line(0), acme))).toEqual([release(line(0), "event 1")]));
  it("at the closing, for the same cause", async () =>
    expect(await releasesBy(terminated, assigned(line(0), acme), closed)).toEqual([release(line(0), "event 2")]));
  it("and nobody else's", async () => expect(await releasesBy(assigned(line(0), globex), terminated)).toEqual([]));
  it("and none while services run", async () => expect(await releasesBy(assigned(line(0), acme))).toEqual([]));
});

describe("Plan IV, C-IV-12: what a block allotted is assigned", () => {
  it("also where the request that allotted it died", async () => {
    const completions: Completion[] = [];
    const numbering = { completeAllotment: async (completion: Completion) => void completions.push(completion) };
    const [fact] = logOf(allotted);
    await judge(completeAllotment(numbering), fact);
    expect(completions).toEqual([
      {
        customerId: acme,
        numbers: [line(0), line(1)],
        agreement: agreementOf(acme),
        allotment: `block-${blockIdOf(fiction)}@0`,
        requestId: "event 0",
      },
    ]);
  });
});
