import { randomUUID } from "node:crypto";
import { attempt, authorize } from "@rmp/deploy-local/demo/place-call";
import { CandidateState, type Standing } from "@rmp/proto/rmp/enforcement/v1/queries";
import { STRANGER } from "@rmp/test-kit/ladder";
import { platformUnderTest } from "@rmp/test-kit/platform";
import { describe, expect, it } from "vitest";
import { subscribe } from "../../test/calls.ts";

const under = await platformUnderTest();
const { desk, sbc, cast } = under;

/** A customer who shows a stranger's number at each call. */
async function spoofer() {
  const { customerId, trunk, position } = await subscribe(under);
  return {
    customerId,
    spoof: () => authorize(sbc, attempt({ trunk, callingNumber: STRANGER, minPosition: position })),
  };
}

/** The candidates of a customer, as soon as there are so many. */
async function candidates(customerId: string, count: number): Promise<Standing["candidates"]> {
  const watch = desk.standings.watchStanding({ customerId, fromPosition: "" }, { deadlineMs: 15_000 });
  for await (const { standing } of watch) if (standing?.candidates.length === count) return standing.candidates;
  return expect.fail("the watch ended before they were seen");
}

describe("Plan IV, C-IV-13: a call refused for its caller ID", () => {
  it("becomes a candidate by itself, with its number, its time and its place in the journal", async () => {
    const { customerId, spoof } = await spoofer();
    const { journalReference, ingressAt } = await spoof();
    const [candidate] = await candidates(customerId, 1);
    const { candidateId, suspectedBy, ...seen } = candidate ?? expect.fail("no candidate");
    expect(seen).toEqual({
      customerId,
      state: CandidateState.OPEN,
      callerId: STRANGER,
      firstCallAt: ingressAt,
      journalReference,
    });
    expect([candidateId, suspectedBy]).toEqual([
      expect.stringMatching(/^[0-9a-f-]{36}$/),
      expect.stringMatching(new RegExp(`^enforcement-${customerId}@\\d+$`)),
    ]);
  });

  it("joins the candidate of its burst; the first one after its dismissal opens another", async () => {
    const { customerId, spoof } = await spoofer();
    const first = await spoof();
    const [candidate] = await candidates(customerId, 1);
    await spoof();
    const dismissal = {
      requestId: randomUUID(),
      minPosition: "",
      customerId,
      candidateId: candidate?.candidateId ?? "",
      reason: "Its own number.",
    };
    await desk.enforcement.dismissCandidate(dismissal, { token: cast.officer.token });
    const third = await spoof();
    expect((await candidates(customerId, 2)).map(({ journalReference }) => journalReference)).toEqual([
      first.journalReference,
      third.journalReference,
    ]);
  });
});
