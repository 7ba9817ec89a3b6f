import { onboard } from "@rmp/deploy-local/demo/onboarding";
import { instantOf } from "@rmp/service-kit/timestamp";
import { ladder } from "@rmp/test-kit/ladder";
import { failureOf, platformUnderTest, silent } from "@rmp/test-kit/platform";
import { plus } from "@rmp/vocabulary/instant";
import { describe, expect, it } from "vitest";
import { inventory, request } from "../../test/inventory.ts";

const under = await platformUnderTest();
const { desk, reader, cast } = under;
const officer = { token: cast.officer.token };
const { terminate, spoofAgain, confirm } = ladder(under);
const { freshBlock } = inventory(desk, officer);
const { blockId, line } = await freshBlock();

const assign = (customerId: string, minPosition: string, numbers: readonly string[]) => {
  const which = { $case: "named", value: { numbers } } as const;
  return desk.numbering.assignNumbers({ ...request(), minPosition, customerId, blockId, which }, officer);
};

/** What a customer has given back, as soon as it holds nothing; the view has then covered `from`. */
async function released(customerId: string, from: string) {
  const watch = desk.numbers.watchCustomerNumbers({ customerId, fromPosition: from }, { deadlineMs: 15_000 });
  for await (const { held, aging, position } of watch) if (held.length === 0) return { aging, position };
  return expect.fail("the watch ended before everything was released");
}

describe("Plan III, C-III-28: the numbers of a customer whose services are terminated", async () => {
  const { customerId, position } = await onboard(silent, desk, cast);
  const numbers = [line(1), line(0)];
  const assigned = await assign(customerId, position, numbers);
  const { recorded } = await terminate(customerId);

  it("go to aging by themselves, one by one", async () => {
    const { aging, position: minPosition } = await released(customerId, assigned.recorded?.position ?? "");
    expect(aging.toSorted()).toEqual(numbers);
    const histories = await Promise.all(numbers.map((number) => reader.numbers.whoHeldNumber({ number, minPosition })));
    for (const [index, { holdings }] of histories.entries()) {
      const [holding] = holdings;
      expect([holdings.length, holding?.customerId, holding?.releasedBy]).toEqual([
        1,
        customerId,
        `number-${numbers[index]?.slice(1)}@1`,
      ]);
      const releasedAt = holding?.releasedAt && instantOf(holding.releasedAt);
      expect(holding?.agingUntil && instantOf(holding.agingUntil)).toBe(releasedAt && plus(releasedAt, { days: 45 }));
    }
  });

  it("are followed by no others", async () =>
    expect(await failureOf(assign(customerId, recorded?.position ?? "", [line(2)]))).toEqual({
      code: "FAILED_PRECONDITION",
      reason: "services-terminated",
      section: "Plan III",
    }));
});

describe("Plan III, C-III-28: numbers that are assigned while the termination is under way", () => {
  it("end released, whichever comes first", async () => {
    const { customerId, position } = await onboard(silent, desk, cast);
    const { candidateId } = await spoofAgain(customerId);
    const numbers = [line(12), line(11), line(10)];
    const [terminated, assigned] = await Promise.allSettled([
      confirm(customerId, candidateId),
      assign(customerId, position, numbers),
    ]);
    expect(terminated.status).toBe("fulfilled");
    const allotted = assigned.status === "fulfilled" ? numbers : [];
    if (assigned.status === "rejected") expect(assigned.reason).toMatchObject({ reason: "services-terminated" });
    const from = assigned.status === "fulfilled" ? (assigned.value.recorded?.position ?? "") : "";
    expect((await released(customerId, from)).aging.toSorted()).toEqual(allotted);
  });
});
