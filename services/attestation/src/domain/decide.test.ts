import { describe, it } from "vitest";
import { evidence, given, nobody, permit, refusal } from "../../test/given-call.ts";
import {
  accessReleased,
  acme,
  approved,
  assigned,
  closed,
  limitsChanged,
  onBoard,
  other,
  provisioned,
  released,
  terminated,
} from "../../test/subscriber.ts";

describe("Plan IV, C-IV-11: only the numbers assigned by us are displayed", () => {
  const notAssigned = {
    ...refusal,
    reason: "number-not-assigned-to-customer",
    evidence: [`customer-${acme}@8`, `customer-${acme}@9`],
  } as const;

  it("permits the customer's own number, through its own trunk, with the three events that say so", () =>
    given(...onBoard)
      .when()
      .then(permit));
  it("refuses a number of nobody", () =>
    given(...onBoard)
      .when({ callingNumber: "+12025550112" })
      .then(notAssigned));
  it("refuses another customer's number", () =>
    given(...onBoard, assigned("+12025550112", other))
      .when({ callingNumber: "+12025550112" })
      .then(notAssigned));
  it("refuses a number from its release on", () =>
    given(...onBoard, released())
      .when()
      .then(notAssigned));
  it.each(["2025550111", "12025550111", "+1 202 555 0111", "anonymous", "+1202555011"])(
    "refuses %s, which is no number in E.164",
    (callingNumber) =>
      given(...onBoard)
        .when({ callingNumber })
        .then(notAssigned),
  );
  it("permits it to the customer that has it next", () =>
    given(...onBoard, released(), assigned("+12025550111"))
      .when()
      .then(permit));
});

describe("Plan IV, C-IV-12: the originating end user is known by how the call came in", () => {
  it("refuses a trunk that nobody was given", () =>
    given(...onBoard)
      .when({ trunk: "trunk-2" })
      .then({ ...nobody, reason: "ingress-not-provisioned" }));
  it("refuses the customer's trunk at another SBC", () =>
    given(...onBoard)
      .when({ sbc: "sbc-2" })
      .then({ ...nobody, reason: "ingress-not-provisioned" }));
  it("refuses a trunk of two customers, naming both provisionings", () =>
    given(...onBoard, provisioned(other))
      .when()
      .then({
        ...nobody,
        reason: "ingress-ambiguous",
        evidence: [`customer-${acme}@8`, `customer-${other}@8`],
      }));
  it("takes a trunk that is provisioned again for one customer's still", () =>
    given(...onBoard, provisioned(acme, "trunk-1", 10))
      .when()
      .then({ ...permit, evidence: [evidence[0] ?? "", `customer-${acme}@9`, `customer-${acme}@10`] }));
  it("refuses a trunk from its release on", () =>
    given(...onBoard, accessReleased())
      .when()
      .then({ ...nobody, reason: "ingress-not-provisioned" }));
});

describe("Plan II, C-II-05: who has not undergone the onboarding has no service", () => {
  it("refuses a customer who is not approved", () =>
    given(provisioned(), assigned())
      .when()
      .then({ ...refusal, reason: "customer-not-approved", evidence: [`customer-${acme}@8`] }));
});

describe("Plan IV, C-IV-15: terminated services stay terminated", () => {
  const ended = { ...refusal, reason: "services-terminated", evidence: [`enforcement-${acme}@6`] } as const;
  it("refuses after the termination", () =>
    given(...onBoard, terminated())
      .when()
      .then(ended));
  it("cites the termination after the closing too", () =>
    given(...onBoard, terminated(), closed())
      .when()
      .then(ended));
  it("refuses a closed customer before its termination is folded", () =>
    given(...onBoard, closed())
      .when()
      .then(ended));
  it("refuses an approval that is folded after the termination", () =>
    given(provisioned(), terminated(), limitsChanged(), approved(), assigned()).when().then(ended));
  it("does not touch the other customer", () =>
    given(...onBoard, terminated(other))
      .when()
      .then(permit));
});
