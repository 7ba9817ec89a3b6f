import { given } from "@rmp/test-kit/given-when-then";
import { derivedId } from "@rmp/vocabulary/ids";
import { describe, it } from "vitest";
import { customerId, trunk } from "../../test/onboarding.ts";
import { access, trunkOf } from "./access.ts";

const other = derivedId<"customer">("another");
const { accessId: _, ...names } = trunk;
const claim = { type: "ClaimAccess", customerId, ...names } as const;
const claimed = { type: "AccessClaimed", data: { customerId, ...names } } as const;
const cause = `customer-${customerId}@23`;
const released = { type: "AccessReleased", data: { customerId, cause } } as const;
const release = { type: "ReleaseAccess", customerId, end: cause } as const;

describe("Plan IV, C-IV-12: no trunk has two customers", () => {
  it("is claimed for one", () => given(access).when(claim).then(claimed));
  it("is not claimed for a second one", () =>
    given(access, claimed)
      .when({ ...claim, customerId: other })
      .thenRefused("access-already-claimed"));
  it("claimed again for the same one changes nothing", () => given(access, claimed).when(claim).thenNothing());
  it("is free again once it was released", () =>
    given(access, claimed, released)
      .when({ ...claim, customerId: other })
      .then({ type: "AccessClaimed", data: { customerId: other, ...names } }));
  it("has one id, whoever asks", ({ expect }) => {
    expect(trunkOf("sbc-1", "acme-in")).toEqual(trunk);
    expect(trunkOf("sbc-2", "acme-in").accessId).not.toBe(trunk.accessId);
  });
});

describe("Plan III, C-III-28: a customer who has ended holds no trunk", () => {
  it("is released with what ended the customer", () => given(access, claimed).when(release).then(released));
  it("is not released while the customer goes on", () =>
    given(access, claimed)
      .when({ ...release, end: undefined })
      .thenRefused("customer-not-ended"));
  it("released again changes nothing", () => given(access, claimed, released).when(release).thenNothing());
  it("does not release what another one holds", () =>
    given(access, claimed)
      .when({ ...release, customerId: other })
      .thenNothing());
  it("knows no trunk that nobody claimed", () => given(access).when(release).thenRefused("access-not-found"));
});
