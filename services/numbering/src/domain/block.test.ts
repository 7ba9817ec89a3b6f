import { given } from "@rmp/test-kit/given-when-then";
import type { CustomerId } from "@rmp/vocabulary/ids";
import type { E164 } from "@rmp/vocabulary/telephone-number";
import { describe, expect, it } from "vitest";
import {
  acme,
  agreementOf,
  byAda,
  byService,
  endedCustomer,
  fiction,
  globex,
  line,
  source,
  subscriber,
  tn,
} from "../../test/subscription.ts";
import { type BlockEvent, block } from "./block.ts";
import type { Command } from "./commands.ts";
import { blockIdOf, overlap } from "./ranges.ts";
import { isAligned } from "./rules.ts";

const add: Command<"AddBlock"> = {
  type: "AddBlock",
  ...fiction,
  numberClass: "fictional",
  source,
  overlaps: undefined,
  admitsFictional: true,
  by: byAda,
};
const added: BlockEvent = { type: "BlockAdded", data: { ...fiction, numberClass: "fictional", source } };
const allot = (customerId: CustomerId, which: Command<"AllotNumbers">["which"]): Command<"AllotNumbers"> => ({
  type: "AllotNumbers",
  customerId,
  customer: subscriber(customerId),
  overlaps: undefined,
  which,
  by: byAda,
});
const allotted = (customerId: CustomerId, ...numbers: readonly E164[]): BlockEvent => ({
  type: "NumbersAllotted",
  data: { customerId, numbers, agreement: agreementOf(customerId) },
});
const all = Array.from({ length: 100 }, (_, offset) => line(offset));

describe("Plan IV, C-IV-12: an inventory of documented numbers", () => {
  it("takes a block, with where it is from", () => given(block).when(add).then(added));
  it("takes it by a person", () =>
    given(block)
      .when({ ...add, by: byService })
      .thenRefused("not-a-person"));
  it("has one that stands already", () => given(block, added).when(add).thenNothing());
  it("takes none that shares numbers with another", () =>
    given(block)
      .when({ ...add, overlaps: "12125550000-1000" })
      .thenRefused("block-overlaps", { block: "12125550000-1000" }));
  it("takes fictional numbers only where the installation admits them", () =>
    given(block)
      .when({ ...add, admitsFictional: false })
      .thenRefused("fictional-numbers-not-admitted"));
  it("takes 555-01XX for nothing but fictional", () =>
    given(block)
      .when({ ...add, numberClass: "geographic" })
      .thenRefused("number-class-does-not-fit"));
  it("takes no larger block with 555-01XX in it", () =>
    given(block)
      .when({ ...add, firstNumber: tn("+12125550000"), size: 1000, numberClass: "geographic" })
      .thenRefused("number-class-does-not-fit"));
  it("takes nothing else for fictional", () =>
    given(block)
      .when({ ...add, firstNumber: tn("+12125560100") })
      .thenRefused("number-class-does-not-fit"));
  it("takes 800 for nothing but toll-free", () =>
    given(block)
      .when({ ...add, firstNumber: tn("+18002340000"), size: 10_000, numberClass: "geographic" })
      .thenRefused("number-class-does-not-fit"));

  it("is had in blocks from a multiple of their size on", () =>
    expect([fiction, { ...fiction, size: 1000 }, { ...fiction, firstNumber: line(10) }].map(isAligned)).toEqual([
      true,
      false,
      false,
    ]));
  it("knows two blocks that share numbers, from either side", () => {
    const thousand = { firstNumber: tn("+12125550000"), size: 1000 };
    const next = { firstNumber: tn("+12125551000"), size: 1000 };
    expect([overlap(fiction, thousand), overlap(thousand, fiction), overlap(thousand, next)]).toEqual([
      true,
      true,
      false,
    ]);
  });
  it("names a block by its first number and its size", () => expect(blockIdOf(fiction)).toBe("12125550100-100"));
});

describe("Plan IV, C-IV-12: numbers to which end users have subscribed", () => {
  it("takes the lowest free ones, under the customer's agreement", () =>
    given(block, added, allotted(globex, line(1)))
      .when(allot(acme, { count: 2 }))
      .then(allotted(acme, line(0), line(2))));
  it("takes those that are named", () =>
    given(block, added)
      .when(allot(acme, { numbers: [line(42), line(7)] }))
      .then(allotted(acme, line(42), line(7))));
  it("takes none that another allotment has", () =>
    given(block, added, allotted(globex, line(42)))
      .when(allot(acme, { numbers: [line(7), line(42)] }))
      .thenRefused("number-already-allotted", { number: line(42) }));
  it("takes none of another block", () =>
    given(block, added)
      .when(allot(acme, { numbers: [tn("+12125550200")] }))
      .thenRefused("number-not-in-block", { number: "+12125550200" }));
  it("takes all that were asked for, or none", () =>
    given(block, added, allotted(globex, ...all.slice(1)))
      .when(allot(acme, { count: 2 }))
      .thenRefused("not-enough-free-numbers", { free: "1" }));
  it("takes none of a block that was never added", () =>
    given(block)
      .when(allot(acme, { count: 1 }))
      .thenRefused("block-not-found"));
  it("takes none of a block that shares numbers with an earlier one", () =>
    given(block, added)
      .when({ ...allot(acme, { count: 1 }), overlaps: "12125550000-1000" })
      .thenRefused("block-overlaps", { block: "12125550000-1000" }));
  it("takes them by a person", () =>
    given(block, added)
      .when({ ...allot(acme, { count: 1 }), by: byService })
      .thenRefused("not-a-person"));
  it("takes none for a customer that nobody knows", () =>
    given(block, added)
      .when({ ...allot(acme, { count: 1 }), customer: undefined })
      .thenRefused("customer-not-found"));
  it("takes none before the approval", () =>
    given(block, added)
      .when({ ...allot(acme, { count: 1 }), customer: { kind: "applicant" } })
      .thenRefused("customer-not-approved"));
  it("takes none after the end of the services", () =>
    given(block, added)
      .when({ ...allot(acme, { count: 1 }), customer: endedCustomer(acme) })
      .thenRefused("services-terminated"));
});
