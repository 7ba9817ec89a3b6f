import { randomUUID } from "node:crypto";
import { type Clients, connectAs } from "@rmp/deploy-local/clients";
import { refusalOf } from "@rmp/deploy-local/demo/onboarding";
import { CustomerKind } from "@rmp/proto/rmp/customer/v1/commands";
import * as messages from "@rmp/proto/rmp/numbering/v1/commands";
import { failureOf, platformUnderTest } from "@rmp/test-kit/platform";
import { afterAll, describe, expect, it } from "vitest";
import { inventory, request } from "../../test/inventory.ts";

const { platform, desk, sbc, reader, cast } = await platformUnderTest();
const numbering = connectAs("service-numbering", platform);
afterAll(() => numbering[Symbol.dispose]());

const officer = { token: cast.officer.token };
const { freshBlock } = inventory(desk, officer);
const { blockId, firstNumber, line } = await freshBlock();
const { customerId, recorded } = await desk.customer.openOnboarding(
  { ...request(), kind: CustomerKind.BUSINESS, businessName: `Test ${randomUUID()} LLC` },
  officer,
);
const applied = recorded?.position ?? "";
const one = { $case: "count", value: 1 } as const;
const reason = { $case: "reason", value: "no longer wanted" } as const;

/** What staff does to the inventory, by its name; each acceptable in itself. */
function acts({ numbering: service }: Clients, by: { readonly token?: string }) {
  const block = { firstNumber, size: 100, numberClass: messages.NumberClass.FICTIONAL, source: "nobody" };
  return Object.entries({
    AddBlock: () => service.addBlock({ ...request(), ...block }, by),
    AssignNumbers: () => service.assignNumbers({ ...request(), customerId, blockId, which: one }, by),
    ReleaseNumber: () => service.releaseNumber({ ...request(), customerId, number: line(0), why: reason }, by),
  });
}

describe("a request without anything in it", () => {
  it.each([
    [
      "AddBlock",
      () => desk.numbering.addBlock(messages.AddBlockRequest.create(), officer),
      ["request_id", "first_number", "size", "number_class", "source"],
    ],
    [
      "AssignNumbers",
      () => desk.numbering.assignNumbers(messages.AssignNumbersRequest.create(), officer),
      ["request_id", "customer_id", "block_id", "which"],
    ],
    [
      "CompleteAllotment",
      () => numbering.numbering.completeAllotment(messages.CompleteAllotmentRequest.create()),
      ["request_id", "customer_id", "allotment", "agreement", "numbers"],
    ],
    [
      "ReleaseNumber",
      () => desk.numbering.releaseNumber(messages.ReleaseNumberRequest.create(), officer),
      ["request_id", "customer_id", "number", "why"],
    ],
  ] as const)("%s names every field that it needs", async (_, ask, fields) =>
    expect(await failureOf(ask())).toEqual({ code: "INVALID_ARGUMENT", fields }),
  );
});

describe("a number of the request", () => {
  const named = (numbers: readonly string[]) =>
    failureOf(
      desk.numbering.assignNumbers(
        { ...request(), customerId, blockId, which: { $case: "named", value: { numbers } } },
        officer,
      ),
    );

  it.each([
    ["is not E.164", ["2125550100"], ["named.numbers[0]"]],
    ["is none of ten digits behind +1", [line(0), "+121255501"], ["named.numbers[1]"]],
    ["comes twice", [line(0), line(0)], ["named.numbers"]],
  ] as const)("is named where it %s", async (_, numbers, fields) =>
    expect(await named(numbers)).toEqual({ code: "INVALID_ARGUMENT", fields }),
  );
});

it("a reason is told back by its length and shape alone", async () => {
  const why = { $case: "reason", value: "Quentin ".repeat(100) } as const;
  const asked = desk.numbering.releaseNumber({ ...request(), customerId, number: line(0), why }, officer);
  const { message, violations } = await refusalOf(asked);
  expect(violations.map(({ field }) => field)).toEqual(["reason"]);
  expect(violations[0]?.description).toMatch(/; given: 800 characters \(letters, spaces\)$/);
  expect(JSON.stringify([message, violations])).not.toContain("Quentin");
});

it("a reason that is blank is none", async () => {
  const why = { $case: "reason", value: " \n" } as const;
  const asked = desk.numbering.releaseNumber({ ...request(), customerId, number: line(0), why }, officer);
  expect(await failureOf(asked)).toEqual({ code: "INVALID_ARGUMENT", fields: ["reason"] });
});

it("where a block is from is told back by its length and shape alone", async () => {
  const block = { firstNumber, size: 100, numberClass: messages.NumberClass.FICTIONAL, source: "Quentin ".repeat(100) };
  const { violations } = await refusalOf(desk.numbering.addBlock({ ...request(), ...block }, officer));
  expect(violations.map(({ field }) => field)).toEqual(["source"]);
  expect(violations[0]?.description).toMatch(/; given: 800 characters \(letters, spaces\)$/);
});

describe("Plan IV, C-IV-12: numbers are not assigned", () => {
  const assign = (which: messages.AssignNumbersRequest["which"], to = customerId, from = blockId) =>
    failureOf(
      desk.numbering.assignNumbers(
        { ...request(), minPosition: applied, customerId: to, blockId: from, which },
        officer,
      ),
    );
  const broken = (why: string) => ({ code: "FAILED_PRECONDITION", reason: why, section: "Plan IV" });
  const unknown = (what: string) => ({ code: "NOT_FOUND", reason: what, section: "Plan IV" });

  it("to a customer that is not approved", async () =>
    expect(await assign(one)).toEqual(broken("customer-not-approved")));

  it("to a customer that nobody knows", async () =>
    expect(await assign(one, randomUUID())).toEqual(unknown("customer-not-found")));

  it("out of a block that nobody added", async () =>
    expect(await assign(one, customerId, "12125550900-100")).toEqual(unknown("block-not-found")));
});

describe("without a person's token", () => {
  it.each([...acts(desk, {}), ...acts(numbering, {}).slice(-1)])("%s is refused", async (_, act) =>
    expect(await failureOf(act())).toEqual({
      code: "FAILED_PRECONDITION",
      reason: "not-a-person",
      section: "Plan IV",
    }),
  );
});

describe("a caller who is not the staff's tool", () => {
  it.each([
    ...acts(sbc, {}).map(([name, act]) => [`${name}: an SBC`, act] as const),
    ...acts(reader, {}).map(([name, act]) => [`${name}: an auditor`, act] as const),
  ])("is not let in to %s", async (_, act) =>
    expect(await failureOf(act())).toEqual({ code: "PERMISSION_DENIED", reason: "caller-not-allowed" }),
  );
});
