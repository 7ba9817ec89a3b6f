import type { Recorded } from "@rmp/event-store/envelope";
import { describe, expect, it } from "vitest";
import { approved, customerId, inLog, trunk } from "../../test/onboarding.ts";
import type { Closing } from "../clients/customer.ts";
import { createTerminations } from "../projections/terminations.ts";
import { closeOnTermination } from "./close-on-termination.ts";

const [terminated] = inLog(`enforcement-${customerId}`, { type: "ServicesTerminated", data: {} });
const [provisioned] = inLog(`customer-${customerId}`, { type: "AccessProvisioned", data: trunk });
const termination = { cause: `enforcement-${customerId}@0`, position: 100n };

/** What the reaction sends for a fact, once these have been folded. */
async function sentFor(fact: Recorded | undefined, ...folded: readonly (Recorded | undefined)[]) {
  const terminations = createTerminations();
  const sent: Closing[] = [];
  const customer = { close: async (closing: Closing) => void sent.push(closing) };
  const reaction = closeOnTermination({ terminations, customer });
  for (const each of folded) if (each) terminations.apply(each);
  const sending = { requestId: () => "of this fact", signal: new AbortController().signal };
  if (fact && reaction.concerns(fact) !== undefined) await reaction.react(fact, sending);
  return sent;
}

describe("Plan III, C-III-28: a customer whose services ended is closed, in both orders", () => {
  const closing = { customerId, ...termination, requestId: "of this fact" };
  it("is closed at the termination", async () => expect(await sentFor(terminated, terminated)).toEqual([closing]));
  it("is closed again at a trunk that was provisioned meanwhile", async () =>
    expect(await sentFor(provisioned, terminated)).toEqual([closing]));
  it("is not closed for a trunk while its services go on", async () => expect(await sentFor(provisioned)).toEqual([]));
  it("is closed for nothing else", async () => {
    for (const fact of inLog(`customer-${customerId}`, ...approved))
      expect(await sentFor(fact, terminated)).toEqual([]);
  });
});
