import type { CustomerEvent } from "@rmp/events/customer";
import { derivedId } from "@rmp/vocabulary/ids";
import { describe, expect, it } from "vitest";
import { recorded } from "../../test/recorded.ts";
import { ada, limits } from "../../test/spoofing.ts";
import type { TakingOver } from "../clients/enforcement.ts";
import { takeOverLimits } from "./take-over-limits.ts";

const acme = derivedId<"customer">("acme");
const fact = (event: CustomerEvent) => recorded(`customer-${acme}`, event, 14);
const approved = fact({
  type: "CustomerApproved",
  data: { limits, agreement: `customer-${acme}@12`, approvedBy: ada },
});

describe("Plan V, C-V-04: limits of an approval", () => {
  it("are taken over, with the approval that carried them", async () => {
    const sent: TakingOver[] = [];
    const reaction = takeOverLimits({ takeOverLimits: async (takingOver) => void sent.push(takingOver) });
    await reaction.react(approved, { requestId: () => "derived", signal: new AbortController().signal });
    expect(sent).toEqual([{ customerId: acme, limits, approval: `customer-${acme}@14`, requestId: "derived" }]);
  });

  it("are judged in the order of their customer, and nothing else is", () => {
    const { concerns } = takeOverLimits({ takeOverLimits: async () => {} });
    const completed = fact({ type: "OnboardingCompleted", data: {} });
    expect([concerns(approved), concerns(completed)]).toEqual([acme, undefined]);
  });
});
