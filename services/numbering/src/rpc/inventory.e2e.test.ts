import { randomInt, randomUUID } from "node:crypto";
import { NumberClass } from "@rmp/proto/rmp/numbering/v1/commands";
import { failureOf, platformUnderTest } from "@rmp/test-kit/platform";
import { expect, it } from "vitest";
import { areaCode, inventory } from "../../test/inventory.ts";

const { desk, sbc, reader, cast } = await platformUnderTest();
const { add, freshBlock } = inventory(desk, { token: cast.officer.token });

it("AddBlock answers a block that stands as it stands", async () => {
  const { blockId, firstNumber, recorded: added } = await freshBlock();
  const again = await add({ firstNumber, source: "somebody" });
  expect([again.blockId, again.free, again.recorded?.revision]).toEqual([blockId, 100, added?.revision]);
});

it("AddBlock refuses one that shares numbers with another", async () => {
  const prefix = `${areaCode()}${randomInt(200, 555)}`;
  const numberClass = NumberClass.GEOGRAPHIC;
  const { blockId } = await add({ firstNumber: `${prefix}1000`, size: 1000, numberClass });
  expect(blockId).toBe(`${prefix.slice(1)}1000-1000`);
  // Right behind it, without naming where the other stands.
  expect(await failureOf(add({ firstNumber: `${prefix}1200`, numberClass }))).toEqual({
    code: "FAILED_PRECONDITION",
    reason: "block-overlaps",
    section: "Plan IV",
  });
});

it("AddBlock refuses 555-01XX as anything but fictional", async () => {
  // A thousand with these hundred in it: the hundred alone may stand in the inventory, and is then answered as it stands.
  const around = { firstNumber: `${areaCode()}5550000`, size: 1000, numberClass: NumberClass.GEOGRAPHIC };
  expect(await failureOf(add(around))).toEqual({
    code: "FAILED_PRECONDITION",
    reason: "number-class-does-not-fit",
    section: "Plan IV",
  });
});

it("AddBlock is answered the same under the same request, and refuses another body under its id", async () => {
  const prefix = `${areaCode()}${randomInt(200, 555)}`;
  const block = { requestId: randomUUID(), firstNumber: `${prefix}2000`, numberClass: NumberClass.GEOGRAPHIC };
  const first = await add(block);
  expect(await add(block)).toEqual(first);
  expect(await failureOf(add({ ...block, source: "somebody" }))).toEqual({
    code: "INVALID_ARGUMENT",
    fields: ["request_id"],
  });
});

it("AddBlock names the fields that are wrong", async () => {
  expect(
    await failureOf(add({ firstNumber: "2125550100", size: 7, numberClass: NumberClass.UNSPECIFIED, source: "" })),
  ).toEqual({
    code: "INVALID_ARGUMENT",
    fields: ["first_number", "size", "number_class", "source"],
  });
  expect(await failureOf(add({ firstNumber: "+12125550110" }))).toEqual({
    code: "INVALID_ARGUMENT",
    fields: ["first_number"],
  });
  expect(await failureOf(add({ source: " \t" }))).toEqual({ code: "INVALID_ARGUMENT", fields: ["source"] });
});

it("GetBlock and WhoHeldNumber know what they do not know", async () => {
  expect(await failureOf(reader.numbers.getBlock({ blockId: "12125550900-100", minPosition: "" }))).toEqual({
    code: "NOT_FOUND",
    reason: "block-not-found",
    section: "Plan IV",
  });
  expect(await failureOf(reader.numbers.whoHeldNumber({ number: "+12125550999", minPosition: "" }))).toEqual({
    code: "NOT_FOUND",
    reason: "number-not-found",
    section: "Plan IV",
  });
});

it("is closed to an SBC", async () =>
  expect(await failureOf(sbc.numbers.getBlock({ blockId: "12125550900-100", minPosition: "" }))).toEqual({
    code: "PERMISSION_DENIED",
    reason: "caller-not-allowed",
  }));
