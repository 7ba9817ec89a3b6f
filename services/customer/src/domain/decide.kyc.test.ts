import { type KycItem, kycItems } from "@rmp/events/customer";
import { given } from "@rmp/test-kit/given-when-then";
import { describe, it } from "vitest";
import {
  ada,
  applied,
  approveWaiver,
  ben,
  byService,
  commands,
  identityVerified,
  onboarded,
  personal,
  proposalId,
  proposeWaiver,
  recorded,
  recordItem,
  verified,
  verifyItem,
} from "../../test/onboarding.ts";
import { customer } from "./decide.ts";

const commitments: readonly (readonly [id: string, words: string, item: KycItem])[] = [
  ["C-II-13", "business name", "name"],
  ["C-II-14", "company email", "email"],
  ["C-II-15", "company phone number", "phone"],
  ["C-II-16", "company business address", "address"],
  ["C-II-17", "state of incorporation", "state-of-incorporation"],
  ["C-II-18", "company personnel contact name", "contact"],
];

for (const [id, words, item] of commitments)
  describe(`Plan II, ${id}: ${words}`, () => {
    it("is collected by a person", () =>
      given(customer, ...applied)
        .when(recordItem(item))
        .then(recorded(item)));
    it("is verified by a named person against a source", () =>
      given(customer, ...applied, recorded(item))
        .when(verifyItem(item))
        .then(verified(item)));
    it("is not collected by a service", () =>
      given(customer, ...applied)
        .when({ ...recordItem(item), by: byService })
        .thenRefused("not-a-person"));
  });

const proposed = {
  type: "KycItemWaiverProposed",
  data: {
    proposalId,
    item: "state-of-incorporation",
    reason: personal("a partnership is not incorporated"),
    proposedBy: ada,
  },
} as const;
const waived = {
  type: "KycItemWaived",
  data: { proposalId, item: "state-of-incorporation", proposedBy: ada, approvedBy: ben },
} as const;

describe("Plan II, C-II-19: as appropriate, verified", () => {
  const item = "state-of-incorporation";
  it("verifies nothing that was not collected", () =>
    given(customer, ...applied)
      .when(verifyItem(item))
      .thenRefused("kyc-item-not-recorded"));
  it("verified again changes nothing", () =>
    given(customer, ...applied, recorded(item), verified(item))
      .when(verifyItem(item, ben))
      .thenNothing());
  it("recorded anew is verified anew", () =>
    given(customer, ...applied, recorded(item), verified(item), recorded(item))
      .when(verifyItem(item, ben))
      .then({ type: "KycItemVerified", data: { item, source: personal("state register"), verifiedBy: ben } }));

  it("is waived by proposal, with its reason, which changes nothing yet", () =>
    given(customer, ...applied)
      .when(proposeWaiver(item))
      .then(proposed));
  it("is waived by another person", () =>
    given(customer, ...applied, proposed)
      .when(approveWaiver(ben))
      .then(waived));
  it("is not waived by who proposed it", () =>
    given(customer, ...applied, proposed)
      .when(approveWaiver(ada))
      .thenRefused("approver-is-proposer"));
  it("is not waived by a service", () =>
    given(customer, ...applied, proposed)
      .when({ ...approveWaiver(), by: byService })
      .thenRefused("not-a-person"));
  it("is not waived without a proposal", () =>
    given(customer, ...applied)
      .when(approveWaiver())
      .thenRefused("waiver-proposal-not-found"));
  it("waived again changes nothing", () =>
    given(customer, ...applied, proposed, waived)
      .when(approveWaiver())
      .thenNothing());
  it("is not proposed to be waived once it is settled", () =>
    given(customer, ...applied, recorded(item), verified(item))
      .when(proposeWaiver(item))
      .thenRefused("kyc-item-already-settled"));
  it("is not waived when it was verified meanwhile", () =>
    given(customer, ...applied, recorded(item), proposed, verified(item))
      .when(approveWaiver())
      .thenRefused("kyc-item-already-settled"));
  it("waives what was proposed, not a fact recorded after it", () =>
    given(customer, ...applied, proposed, recorded(item))
      .when(approveWaiver())
      .thenRefused("waiver-proposal-not-found"));
  it("waived without a fact has nothing to verify", () =>
    given(customer, ...applied, proposed, waived)
      .when(verifyItem(item))
      .thenRefused("kyc-item-already-settled"));
});

describe("Plan II, C-II-02: precautions to verify a given customer's identity", () => {
  const others = kycItems
    .filter((item) => item !== "state-of-incorporation")
    .flatMap((item) => [recorded(item), verified(item)]);
  it("is verified with the last of the six", () =>
    given(customer, ...applied, ...others, recorded("state-of-incorporation"))
      .when(verifyItem("state-of-incorporation"))
      .then(verified("state-of-incorporation"), { type: "IdentityVerified", data: {} }));
  it("is verified where the last of the six is waived", () =>
    given(customer, ...applied, ...others, proposed)
      .when(approveWaiver())
      .then(waived, { type: "IdentityVerified", data: {} }));
  it("is verified again after a fact was recorded anew", () =>
    given(customer, ...applied, ...identityVerified, recorded("email"))
      .when(verifyItem("email"))
      .then(verified("email"), { type: "IdentityVerified", data: {} }));
  it("has lapsed by the agreement where a fact was recorded anew", () =>
    given(customer, ...onboarded, recorded("email"))
      .when(commands.execute)
      .thenRefusedOnRecord("identity-not-verified", {
        type: "AgreementRefused",
        data: { reason: "identity-not-verified" },
      }));
});
