import type { CustomerEvent } from "@rmp/events/customer";
import type { EnforcementEvent } from "@rmp/events/enforcement";
import { describe, expect, it } from "vitest";
import { logOf } from "../../test/log.ts";
import { acme, ada, agreementOf, globex } from "../../test/subscription.ts";
import { createCustomers } from "./customers.ts";

type Happened = readonly [string, CustomerEvent | EnforcementEvent];

const stream = `customer-${acme}`;
const applied: Happened = [stream, { type: "ApplicationReceived", data: { kind: "business", businessName: "Acme" } }];
const approved: Happened = [
  stream,
  {
    type: "CustomerApproved",
    data: { limits: { callsPerSecond: 5, sessions: 10 }, agreement: agreementOf(acme), approvedBy: ada },
  },
];
const terminated: Happened = [
  `enforcement-${acme}`,
  { type: "ServicesTerminated", data: { ground: "second-caller-id-manipulation", infractions: [] } },
];
const closed: Happened = [stream, { type: "CustomerClosed", data: { cause: `enforcement-${acme}@0` } }];

function standingAfter(...events: readonly Happened[]) {
  const customers = createCustomers();
  for (const recorded of logOf(...events)) customers.apply(recorded);
  return customers.of(acme);
}

describe("Plan IV, C-IV-12: who may hold numbers", () => {
  it("is nobody whom nobody has told of", () => expect(standingAfter()).toBeUndefined());
  it("is no applicant", () => expect(standingAfter(applied)).toEqual({ kind: "applicant" }));
  it("is who was approved, under the agreement of the approval", () =>
    expect(standingAfter(applied, approved)).toEqual({ kind: "approved", agreement: agreementOf(acme) }));
  it("says of one customer nothing about another", () => {
    const customers = createCustomers();
    for (const recorded of logOf(applied, approved)) customers.apply(recorded);
    expect(customers.of(globex)).toBeUndefined();
  });
});

describe("Plan III, C-III-28: whose services have ended", () => {
  it("is cited by the termination, whatever follows", () =>
    expect(standingAfter(applied, approved, terminated, closed)).toEqual({
      kind: "ended",
      endedBy: `enforcement-${acme}@0`,
    }));
  it("is cited by the closing where that is all we know", () =>
    expect(standingAfter(applied, approved, closed)).toEqual({ kind: "ended", endedBy: `${stream}@2` }));
});
