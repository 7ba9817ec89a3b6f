import { randomInt, randomUUID } from "node:crypto";
import { type Clients, connectAs } from "@rmp/deploy-local/clients";
import { onboard, refusalOf } from "@rmp/deploy-local/demo/onboarding";
import { NumberClass } from "@rmp/proto/rmp/numbering/v1/commands";
import { RpcError } from "@rmp/service-kit/errors";
import { instantOf } from "@rmp/service-kit/timestamp";
import { failureOf, platformUnderTest, silent } from "@rmp/test-kit/platform";
import { plus } from "@rmp/vocabulary/instant";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { areaCode, inventory, request } from "../../test/inventory.ts";

const { platform, desk, reader, cast } = await platformUnderTest();
const numbering = connectAs("service-numbering", platform);
afterAll(() => numbering[Symbol.dispose]());

const officer = { token: cast.officer.token };
const { add, freshBlock } = inventory(desk, officer);
let subscriber = { customerId: "", position: "" };
beforeAll(async () => {
  subscriber = await onboard(silent, desk, cast);
});

const assign = (blockId: string, numbers: readonly string[]) =>
  desk.numbering.assignNumbers(
    {
      ...request(),
      minPosition: subscriber.position,
      customerId: subscriber.customerId,
      blockId,
      which: { $case: "named", value: { numbers } },
    },
    officer,
  );

it("AssignNumbers of two parties that ask at once gives no number twice", async () => {
  const { blockId } = await freshBlock();
  const { customerId, position: minPosition } = subscriber;
  const answers = await Promise.all(
    Array.from({ length: 8 }, () =>
      desk.numbering.assignNumbers(
        { ...request(), minPosition, customerId, blockId, which: { $case: "count", value: 5 } },
        officer,
      ),
    ),
  );
  const given = answers.flatMap(({ numbers }) => numbers.map(({ number }) => number));
  expect([given.length, new Set(given).size]).toEqual([40, 40]);
  const { free } = await reader.numbers.getBlock({
    blockId,
    minPosition: answers
      .map(({ recorded }) => BigInt(recorded?.position ?? 0))
      .reduce((a, b) => (a > b ? a : b))
      .toString(),
  });
  expect(free).toBe(60);
});

it("AssignNumbers is answered the same under the same request, and refuses another body under its id", async () => {
  const { blockId } = await freshBlock();
  const { customerId, position: minPosition } = subscriber;
  const asked = { ...request(), minPosition, customerId, blockId, which: { $case: "count", value: 2 } as const };
  const first = await desk.numbering.assignNumbers(asked, officer);
  expect(await desk.numbering.assignNumbers(asked, officer)).toEqual(first);
  expect(
    await failureOf(desk.numbering.assignNumbers({ ...asked, which: { $case: "count", value: 3 } }, officer)),
  ).toEqual({
    code: "INVALID_ARGUMENT",
    fields: ["request_id"],
  });
});

describe("Plan IV, C-IV-12: AssignNumbers refuses", () => {
  const broken = (reason: string) => ({ code: "FAILED_PRECONDITION", reason, section: "Plan IV" });

  it("a number that is taken", async () => {
    const { blockId, line } = await freshBlock();
    await assign(blockId, [line(7)]);
    expect(await failureOf(assign(blockId, [line(7)]))).toEqual(broken("number-already-allotted"));
  });

  it("a number of another block, and gives none of the others", async () => {
    const { blockId, line } = await freshBlock();
    expect(await failureOf(assign(blockId, [line(0), line(-1)]))).toEqual(broken("number-not-in-block"));
    expect((await assign(blockId, [line(0)])).numbers.map(({ number }) => number)).toEqual([line(0)]);
  });

  it("more numbers than are free", async () => {
    const { blockId } = await freshBlock();
    const { customerId, position: minPosition } = subscriber;
    const which = { $case: "count", value: 101 } as const;
    const { reason, detail } = await refusalOf(
      desk.numbering.assignNumbers({ ...request(), minPosition, customerId, blockId, which }, officer),
    );
    expect([reason, detail["free"]]).toEqual(["not-enough-free-numbers", "100"]);
  });
});

it("Plan IV, C-IV-12: of two blocks that share numbers, added at the same moment, one assigns them", async () => {
  const prefix = `${areaCode()}${randomInt(200, 555)}`;
  const numberClass = NumberClass.GEOGRAPHIC;
  const added = await Promise.allSettled([
    add({ firstNumber: `${prefix}3000`, size: 1000, numberClass }),
    add({ firstNumber: `${prefix}3200`, size: 100, numberClass }),
  ]);
  const blockIds = added.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value.blockId] : []));
  const outcomes = await Promise.all(
    blockIds.map((blockId) =>
      assign(blockId, [`${prefix}3207`]).then(
        () => "assigned",
        (error: unknown) => (error instanceof RpcError && error.reason) || String(error),
      ),
    ),
  );
  expect(outcomes.toSorted()).toEqual(["assigned", "block-overlaps"].slice(0, blockIds.length));
});

it("ReleaseNumber sends a number to aging, and tells who held it", async () => {
  const { blockId, line } = await freshBlock();
  const { customerId } = subscriber;
  await assign(blockId, [line(0)]);
  const why = { $case: "reason", value: "no longer wanted" } as const;
  const { recorded } = await desk.numbering.releaseNumber({ ...request(), customerId, number: line(0), why }, officer);
  const { holdings } = await reader.numbers.whoHeldNumber({ number: line(0), minPosition: recorded?.position ?? "" });
  const [holding] = holdings;
  expect([holdings.length, holding?.customerId, holding?.releasedBy]).toEqual([
    1,
    customerId,
    `${recorded?.stream}@${recorded?.revision}`,
  ]);
  const released = holding?.releasedAt && instantOf(holding.releasedAt);
  expect(holding?.agingUntil && instantOf(holding.agingUntil)).toBe(released && plus(released, { days: 45 }));
});

it("ReleaseNumber changes nothing the second time, under its own request or another", async () => {
  const { blockId, line } = await freshBlock();
  const { customerId } = subscriber;
  await assign(blockId, [line(0)]);
  const asked = {
    ...request(),
    customerId,
    number: line(0),
    why: { $case: "reason", value: "no longer wanted" } as const,
  };
  const first = await desk.numbering.releaseNumber(asked, officer);
  expect(await desk.numbering.releaseNumber(asked, officer)).toEqual(first);
  expect(await desk.numbering.releaseNumber({ ...asked, ...request() }, officer)).toEqual(first);
});

it("ReleaseNumber is refused for another's number, for nobody's, and for a person who cites", async () => {
  const { blockId, line } = await freshBlock();
  await assign(blockId, [line(0)]);
  const why = { $case: "reason", value: "no longer wanted" } as const;
  const release = { ...request(), customerId: randomUUID(), number: line(0), why };
  expect(await failureOf(desk.numbering.releaseNumber(release, officer))).toEqual({
    code: "FAILED_PRECONDITION",
    reason: "number-not-held-by-customer",
    section: "Plan IV",
  });
  expect(await failureOf(desk.numbering.releaseNumber({ ...release, number: line(1) }, officer))).toEqual({
    code: "NOT_FOUND",
    reason: "number-not-found",
    section: "Plan IV",
  });
  const cited = { ...release, why: { $case: "endedBy", value: "enforcement-1@1" } as const };
  expect(await failureOf(desk.numbering.releaseNumber(cited, officer))).toEqual({
    code: "INVALID_ARGUMENT",
    fields: ["reason"],
  });
});

describe("Plan III, C-III-28: ReleaseNumber by a citation", async () => {
  const { blockId, line } = await freshBlock();
  const number = line(0);
  let assignedAt = "";
  beforeAll(async () => {
    assignedAt = (await assign(blockId, [number])).recorded?.position ?? "";
  });
  const release = (clients: Clients, endedBy: string) => {
    const why = { $case: "endedBy", value: endedBy } as const;
    const { customerId } = subscriber;
    return failureOf(clients.numbering.releaseNumber({ ...request(), customerId, number, why }));
  };

  it("is refused to a tool without a person, whatever it cites", async () =>
    expect(await release(desk, `enforcement-${subscriber.customerId}@1`)).toEqual({
      code: "FAILED_PRECONDITION",
      reason: "not-a-person",
      section: "Plan IV",
    }));

  it("is refused to this service itself while the customer's services run", async () =>
    expect(await release(numbering, `enforcement-${subscriber.customerId}@0`)).toEqual({
      code: "INVALID_ARGUMENT",
      reason: "cause-not-of-this-customer",
      section: "Plan III",
    }));

  it("leaves the number with its holder", async () => {
    const { holdings } = await reader.numbers.whoHeldNumber({ number, minPosition: assignedAt });
    expect(holdings.map(({ customerId, releasedBy }) => [customerId, releasedBy])).toEqual([
      [subscriber.customerId, ""],
    ]);
  });
});

it("CompleteAllotment is this service's own, and changes nothing that stands", async () => {
  const { blockId, line } = await freshBlock();
  const { customerId } = subscriber;
  const assigned = await assign(blockId, [line(0)]);
  const { stream, revision } = assigned.recorded ?? { stream: "", revision: 0n };
  const { holdings } = await reader.numbers.whoHeldNumber({
    number: line(0),
    minPosition: assigned.recorded?.position ?? "",
  });
  const agreement = holdings[0]?.agreement ?? "";
  const completion = { ...request(), customerId, allotment: `${stream}@${revision}`, agreement, numbers: [line(0)] };
  const completed = await numbering.numbering.completeAllotment(completion);
  expect(completed.numbers).toEqual(assigned.numbers);
  expect(await failureOf(desk.numbering.completeAllotment(completion, officer))).toEqual({
    code: "PERMISSION_DENIED",
    reason: "caller-not-allowed",
  });
});

it("WatchCustomerNumbers knows which customers it does not know", async () => {
  const asked = { customerId: randomUUID(), fromPosition: "" };
  const watched = desk.numbers.watchCustomerNumbers(asked, { deadlineMs: 10_000 });
  expect(await failureOf(watched[Symbol.asyncIterator]().next())).toEqual({
    code: "NOT_FOUND",
    reason: "customer-not-found",
    section: "Plan IV",
  });
});

it("WatchCustomerNumbers tells of each change", async () => {
  const { blockId, line } = await freshBlock();
  const { customerId, position: fromPosition } = await onboard(silent, desk, cast);
  const seen: (readonly string[])[] = [];
  for await (const { held } of desk.numbers.watchCustomerNumbers(
    { customerId, fromPosition },
    { deadlineMs: 10_000 },
  )) {
    seen.push(held);
    if (held.length > 0) break;
    const which = { $case: "named", value: { numbers: [line(0)] } } as const;
    await desk.numbering.assignNumbers({ ...request(), customerId, blockId, which }, officer);
  }
  expect(seen).toEqual([[], [line(0)]]);
});
