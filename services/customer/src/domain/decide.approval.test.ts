import { given } from "@rmp/test-kit/given-when-then";
import { describe, it } from "vitest";
import {
  ada,
  applied,
  approval,
  approved,
  by,
  byService,
  closed,
  commands,
  declined,
  limits,
  onboarded,
  recorded,
  recordItem,
  termination,
  trunk,
  underAgreement,
} from "../../test/onboarding.ts";
import type { CustomerCommand } from "./commands.ts";
import { customer } from "./decide.ts";

const { approve, provision, reject, close, execute, open } = commands;

describe("Plan II, C-II-10: personally reviewed process", () => {
  it("is approved by another person than the onboarding officer", () =>
    given(customer, ...underAgreement)
      .when(approve)
      .then(...approval));
  it("is not approved by the onboarding officer", () =>
    given(customer, ...underAgreement)
      .when({ ...approve, by: by(ada) })
      .thenRefused("approver-is-onboarding-officer"));
});

describe("Plan II, C-II-09: no self-activation", () => {
  it("is not approved by a service", () =>
    given(customer, ...underAgreement)
      .when({ ...approve, by: byService })
      .thenRefused("not-a-person"));
});

describe("Plan II, C-II-03: every active customer has an agreement", () => {
  it("is not approved before it", () =>
    given(customer, ...onboarded)
      .when(approve)
      .thenRefused("agreement-not-executed"));
  it("is not approved without saying where it stands", () =>
    given(customer, ...underAgreement)
      .when({ ...approve, agreement: undefined })
      .thenRefused("agreement-not-executed"));
  it("gets no trunk before it", () =>
    given(customer, ...onboarded)
      .when(provision)
      .thenRefused("agreement-not-executed"));
});

describe("Plan II, C-II-02: the identity that was verified is the one approved", () => {
  it("is not approved while a fact recorded after the agreement waits to be verified", () =>
    given(customer, ...underAgreement, recorded("name"))
      .when(approve)
      .thenRefused("identity-not-verified"));
});

describe("Plan V, C-V-04: calls-per-second limit on all end user accounts", () => {
  it("stands in the approval", () =>
    given(customer, ...underAgreement)
      .when({ ...approve, limits: { callsPerSecond: 9, sessions: 50 } })
      .then(
        { ...approval[0], data: { ...approval[0].data, limits: { callsPerSecond: 9, sessions: 50 } } },
        approval[1],
      ));
  it("is never nothing", () =>
    given(customer, ...underAgreement)
      .when({ ...approve, limits: { ...limits, callsPerSecond: 0 } })
      .thenRefused("approval-without-limits"));
  it("is never more than a limit can be", () =>
    given(customer, ...underAgreement)
      .when({ ...approve, limits: { ...limits, callsPerSecond: 10_001 } })
      .thenRefused("approval-without-limits"));
});

describe("Plan V, C-V-05: session limit on all end user accounts", () => {
  it("is never nothing", () =>
    given(customer, ...underAgreement)
      .when({ ...approve, limits: { ...limits, sessions: 0 } })
      .thenRefused("approval-without-limits"));
  it("is never more than a limit can be", () =>
    given(customer, ...underAgreement)
      .when({ ...approve, limits: { ...limits, sessions: 100_001 } })
      .thenRefused("approval-without-limits"));
  it("approved again with the same limits changes nothing", () =>
    given(customer, ...approved)
      .when(approve)
      .thenNothing());
  it("is not changed by a second approval", () =>
    given(customer, ...approved)
      .when({ ...approve, limits: { ...limits, sessions: 60 } })
      .thenRefused("customer-already-approved"));
});

describe("Plan IV, C-IV-12: a documented relationship with the originating end user", () => {
  it("provisions a trunk that is claimed for the customer", () =>
    given(customer, ...underAgreement)
      .when(provision)
      .then({ type: "AccessProvisioned", data: trunk }));
  it("provisions none that is not claimed", () =>
    given(customer, ...underAgreement)
      .when({ ...provision, claimed: false })
      .thenRefused("access-not-claimed"));
  it("provisioned again changes nothing, claimed or not", () =>
    given(customer, ...underAgreement, { type: "AccessProvisioned", data: trunk })
      .when({ ...provision, claimed: false })
      .thenNothing());
});

describe("Plan II, C-II-05: an application that was declined is over", () => {
  it("is declined by a person, with a reason", () =>
    given(customer, ...applied)
      .when(reject)
      .then(declined));
  it("declined again changes nothing", () =>
    given(customer, ...applied, declined)
      .when(reject)
      .thenNothing());
  it("is not declined once it is approved", () =>
    given(customer, ...approved)
      .when(reject)
      .thenRefused("customer-already-approved"));
  for (const command of [execute, approve, provision, recordItem("name"), close] satisfies CustomerCommand[])
    it(`takes no ${command.type} any more`, () =>
      given(customer, ...underAgreement, declined)
        .when(command)
        .thenRefused("application-declined"));
});

describe("Plan III, C-III-28: terminate all Services", () => {
  it("closes the customer for the event that ended the services", () =>
    given(customer, ...approved)
      .when(close)
      .then(closed));
  it("is closed wherever its onboarding stands", () =>
    given(customer, ...applied)
      .when(close)
      .then(closed));
  it("is not closed while its services go on", () =>
    given(customer, ...approved)
      .when({ ...close, termination: undefined })
      .thenRefused("cause-not-of-this-customer"));
  it("is not closed for another event than the one that ended its services", () =>
    given(customer, ...approved)
      .when({ ...close, cause: `${termination}1` })
      .thenRefused("cause-not-of-this-customer"));
  it("closed again changes nothing", () =>
    given(customer, ...approved, closed)
      .when({ ...close, cause: `${termination}1` })
      .thenNothing());
  for (const command of [execute, approve, provision, recordItem("name"), reject] satisfies CustomerCommand[])
    it(`takes no ${command.type} any more`, () =>
      given(customer, ...approved, closed)
        .when(command)
        .thenRefused("customer-closed"));
  it("does not open it again", () =>
    given(customer, ...approved, closed)
      .when(open)
      .thenNothing());
});
