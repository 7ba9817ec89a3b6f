import type { Recorded } from "@rmp/event-store/envelope";
import type { CustomerEvent } from "@rmp/events/customer";
import { type CustomerId, derivedId } from "@rmp/vocabulary/ids";
import { describe, expect, it } from "vitest";
import { recorded } from "../../test/recorded.ts";
import { createCustomers } from "./customers.ts";

const [acme, globex]: [CustomerId, CustomerId] = [derivedId("acme"), derivedId("globex")];
const applied: CustomerEvent = { type: "ApplicationReceived", data: { kind: "business", businessName: "Acme" } };
const refused: CustomerEvent = { type: "WholesaleRefused", data: { businessName: "Acme" } };

function customersAfter(...facts: readonly Recorded[]) {
  const customers = createCustomers();
  for (const fact of facts) customers.apply(fact);
  return customers;
}

describe("Plan V, C-V-04: whose accounts there are", () => {
  it("who has applied", () => {
    const customers = customersAfter(recorded(`customer-${acme}`, applied));
    expect([customers.has(acme), customers.has(globex)]).toEqual([true, false]);
  });
  it("not who was refused at once", () =>
    expect(customersAfter(recorded(`customer-${acme}`, refused)).has(acme)).toBe(false));
  it("not whose trunk it is told of", () =>
    expect(customersAfter(recorded(`access-${acme}`, applied)).has(acme)).toBe(false));
});
