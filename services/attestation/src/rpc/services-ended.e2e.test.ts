import { attempt, authorize } from "@rmp/deploy-local/demo/place-call";
import { ladder } from "@rmp/test-kit/ladder";
import { platformUnderTest } from "@rmp/test-kit/platform";
import { describe, expect, it } from "vitest";
import { subscribe } from "../../test/calls.ts";

const under = await platformUnderTest();
const { sbc } = under;
const { terminate } = ladder(under);

const { customerId, trunk, numbers, position } = await subscribe(under);
const before = attempt({ trunk, callingNumber: numbers[0], minPosition: position });
const permitted = await authorize(sbc, before);
const { recorded } = await terminate(customerId);
const after = { trunk, callingNumber: numbers[0], minPosition: recorded?.position ?? "" };

/** Until the customer is closed the termination is the reason, and from then on that its trunk is nobody's. */
const ended = ["services-terminated", "ingress-not-provisioned"];

describe("Plan IV, C-IV-15: once the view has applied the termination", () => {
  it("a call is refused", async () => {
    const { outcome, reasons } = await authorize(sbc, attempt(after));
    expect([outcome?.$case, ended.includes(reasons[0] ?? "")]).toEqual(["refusal", true]);
  });

  it("a call that was permitted before is decided anew", async () => {
    const again = await authorize(sbc, { ...before, ...after });
    expect([permitted.outcome?.$case, again.outcome?.$case]).toEqual(["permit", "refusal"]);
    expect(again.journalReference).not.toBe(permitted.journalReference);
  });

  it("an emergency call is permitted", async () =>
    expect((await authorize(sbc, attempt({ ...after, calledNumber: "911" }))).reasons).toEqual(["emergency-call"]));
});
