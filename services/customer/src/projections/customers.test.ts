import { fold } from "@rmp/event-store/decider";
import type { Recorded } from "@rmp/event-store/envelope";
import { readable } from "@rmp/test-kit/given-when-then";
import { derivedId } from "@rmp/vocabulary/ids";
import { describe, expect, it } from "vitest";
import { applied, approved, at, closed, customerId, inLog, onboarded, personal, trunk } from "../../test/onboarding.ts";
import { customer } from "../domain/decide.ts";
import { createCustomers, customerIn } from "./customers.ts";
import { createTerminations } from "./terminations.ts";

const stream = `customer-${customerId}`;
const access = `access-${trunk.accessId}`;
const provisioned = { type: "AccessProvisioned", data: trunk } as const;
const released = { type: "AccessReleased", data: { customerId, cause: `${stream}@23` } } as const;

const viewAfter = (...recorded: readonly Recorded[]) => {
  const customers = createCustomers();
  for (const each of recorded) customers.apply(each);
  return customers;
};

describe("Plan II, C-II-19: among other data points collected", () => {
  it("shows a customer as its decisions see it, with what was collected", () => {
    const { facts, state, agreement, businessName, openedAt } =
      viewAfter(...inLog(stream, ...approved)).get(customerId) ?? {};
    expect(state).toEqual(fold(customer, approved));
    expect([businessName, openedAt, agreement]).toEqual(["Acme Dialling LLC", at, `${stream}@${onboarded.length}`]);
    expect(readable([facts?.email, facts?.contact])).toEqual(readable(["the email", personal("Dana Doe")]));
  });

  it("knows the application from its beginning, in order of opening", () => {
    const later = derivedId<"customer">("later");
    const customers = viewAfter(...inLog(stream, ...applied), ...inLog(`customer-${later}`, ...applied));
    expect(customers.all().map((view) => [view.customerId, view.state.stage])).toEqual([
      [customerId, "onboarding"],
      [later, "onboarding"],
    ]);
  });
});

describe("Plan II, C-II-22: a provider who was refused wholesale is no customer", () => {
  it("is not shown", () =>
    expect(
      viewAfter(...inLog(stream, { type: "WholesaleRefused", data: { businessName: "Carrier Co" } })).all(),
    ).toEqual([]));
});

describe("Plan III, C-III-28: trunks go with the customer", () => {
  it("shows a trunk until it is released", () => {
    const history = inLog(stream, ...approved, provisioned);
    expect(viewAfter(...history).get(customerId)?.trunks).toEqual([trunk]);
    expect(viewAfter(...history, ...inLog(access, released)).get(customerId)?.trunks).toEqual([]);
  });
  it("shows the end", () =>
    expect(viewAfter(...inLog(stream, ...approved, closed)).get(customerId)?.state.stage).toBe("closed"));
  it("says whose view an event changes", () => {
    const others = [
      ...inLog(stream, closed),
      ...inLog(access, released),
      ...inLog(`enforcement-${customerId}`, closed),
    ];
    expect(others.map(customerIn)).toEqual([customerId, customerId, undefined]);
  });
  it("knows the event that first ended a customer's services", () => {
    const terminations = createTerminations();
    for (const event of inLog(
      `enforcement-${customerId}`,
      { type: "LimitsChanged", data: {} },
      { type: "ServicesTerminated", data: {} },
      { type: "ServicesTerminated", data: {} },
    ))
      terminations.apply(event);
    expect(terminations.of(customerId)).toEqual({ cause: `enforcement-${customerId}@1`, position: 200n });
    expect(terminations.of(derivedId("another"))).toBe(undefined);
  });
});
