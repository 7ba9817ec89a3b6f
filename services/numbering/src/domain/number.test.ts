import { Personal } from "@rmp/event-store/personal";
import { given } from "@rmp/test-kit/given-when-then";
import type { CustomerId } from "@rmp/vocabulary/ids";
import { describe, it } from "vitest";
import {
  acme,
  agreementOf,
  allotmentOf,
  byAda,
  byService,
  byTool,
  day,
  endedCustomer,
  endOf,
  globex,
  subscriber,
} from "../../test/subscription.ts";
import type { Command } from "./commands.ts";
import { type NumberEvent, number } from "./number.ts";

const assign = (customerId: CustomerId, allotment: number, at: number): Command<"AssignNumber"> => ({
  type: "AssignNumber",
  customerId,
  allotment: allotmentOf(allotment),
  agreement: agreementOf(customerId),
  at: day(at),
});
const assigned = (customerId: CustomerId, allotment: number): NumberEvent => ({
  type: "NumberAssigned",
  data: { customerId, allotment: allotmentOf(allotment), agreement: agreementOf(customerId) },
});
const reason = Personal.of("no longer wanted", `customer:${acme}`);
const release = (customerId: CustomerId, at: number): Command<"ReleaseNumber"> => ({
  type: "ReleaseNumber",
  customerId,
  why: { endedBy: endOf(customerId) },
  customer: endedCustomer(customerId),
  agingDays: 45,
  by: byService,
  at: day(at),
});
const released = (customerId: CustomerId, at: number): NumberEvent => ({
  type: "NumberReleased",
  data: { customerId, agingUntil: day(at + 45), endedBy: endOf(customerId) },
});

describe("Plan IV, C-IV-12: a documented relationship between end user and number", () => {
  it("assigns by allotment and agreement", () =>
    given(number)
      .when(assign(acme, 1, 0))
      .then(assigned(acme, 1)));
  it("assigns once an allotment", () =>
    given(number, assigned(acme, 1))
      .when(assign(acme, 1, 1))
      .thenNothing());
  it("assigns no more by an allotment whose number was released since", () =>
    given(number, assigned(acme, 1), released(acme, 1))
      .when(assign(acme, 1, 90))
      .thenNothing());
  it("has one holder", () =>
    given(number, assigned(acme, 1))
      .when(assign(globex, 2, 1))
      .thenRefused("number-already-held"));
  it("is released by a person, with reason", () =>
    given(number, assigned(acme, 1))
      .when({ ...release(acme, 1), why: { reason }, by: byAda })
      .then({ type: "NumberReleased", data: { customerId: acme, agingUntil: day(46), reason } }));
  it("is released by no service for a reason of its own", () =>
    given(number, assigned(acme, 1))
      .when({ ...release(acme, 1), why: { reason } })
      .thenRefused("not-a-person"));
  it("is released from its holder only", () =>
    given(number, assigned(acme, 1)).when(release(globex, 1)).thenRefused("number-not-held-by-customer"));
  it("is not released from a former holder", () =>
    given(number, assigned(acme, 1), released(acme, 1), assigned(globex, 2))
      .when(release(acme, 60))
      .thenRefused("number-not-held-by-customer"));
  it("is not released where it was never assigned", () =>
    given(number).when(release(acme, 1)).thenRefused("number-not-found"));
});

describe("Plan III, C-III-28, 47 CFR 52.15(f)(1)(ii): numbers of ended services go to aging", () => {
  it("ages for 45 days", () => given(number, assigned(acme, 1)).when(release(acme, 1)).then(released(acme, 1)));
  it("released again changes nothing, nor its aging", () =>
    given(number, assigned(acme, 1), released(acme, 1)).when(release(acme, 9)).thenNothing());
  it("by no event that is not the end of this customer's services", () =>
    given(number, assigned(acme, 1))
      .when({ ...release(acme, 1), why: { endedBy: endOf(globex) } })
      .thenRefused("cause-not-of-this-customer"));
  it("by no event while the customer's services run", () =>
    given(number, assigned(acme, 1))
      .when({ ...release(acme, 1), customer: subscriber(acme) })
      .thenRefused("cause-not-of-this-customer"));
  it("by no event for a customer of whom nobody has told", () =>
    given(number, assigned(acme, 1))
      .when({ ...release(acme, 1), customer: undefined })
      .thenRefused("cause-not-of-this-customer"));
  it("by no tool without a person, whatever it cites", () =>
    given(number, assigned(acme, 1))
      .when({ ...release(acme, 1), by: byTool })
      .thenRefused("not-a-person"));
  it("by no person without a word", () =>
    given(number, assigned(acme, 1))
      .when({ ...release(acme, 1), by: byAda })
      .thenRefused("not-a-person"));
  it("is nobody's while it ages", () =>
    given(number, assigned(acme, 1), released(acme, 1))
      .when(assign(globex, 2, 45.9))
      .thenRefused("number-aging"));
  it("is another's afterwards", () =>
    given(number, assigned(acme, 1), released(acme, 1))
      .when(assign(globex, 2, 46))
      .then(assigned(globex, 2)));
});
