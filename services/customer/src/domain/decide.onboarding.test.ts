import { given } from "@rmp/test-kit/given-when-then";
import { instant, plus } from "@rmp/vocabulary/instant";
import { describe, it } from "vitest";
import { ada, applied, ben, by, byService, call, callsHeld, commands, held, personal } from "../../test/onboarding.ts";
import { customer } from "./decide.ts";

const { open, recordCall, recordCallBack, completeQuestionnaire, acknowledge } = commands;

describe("Plan II, C-II-01: focuses on the business end user customer segment", () => {
  it("takes a business on board", () =>
    given(customer)
      .when(open)
      .then(...applied));
  it("does not serve a consumer", () =>
    given(customer)
      .when({ ...open, kind: "consumer" })
      .thenRefused("consumer-not-served"));
});

describe("Plan II, C-II-22: does not provide any wholesale voice services", () => {
  const wholesale = { ...open, kind: "wholesale", businessName: "Carrier Co" } as const;
  const refused = { type: "WholesaleRefused", data: { businessName: "Carrier Co" } } as const;
  it("refuses another provider, on record", () =>
    given(customer).when(wholesale).thenRefusedOnRecord("wholesale-not-provided", refused));
  it("leaves no customer behind", () => given(customer, refused).when(recordCall).thenRefused("customer-not-found"));
});

describe("Plan II, C-II-05: all prospective customers undergo an onboarding process", () => {
  it("knows no customer who has not begun it", () =>
    given(customer).when(commands.approve).thenRefused("customer-not-found"));
  it("says so to a service too", () =>
    given(customer)
      .when({ ...commands.execute, by: byService })
      .thenRefused("customer-not-found"));
  it("is begun once", () =>
    given(customer, ...applied)
      .when(open)
      .thenNothing());
});

describe("Plan II, C-II-06: personally conducted by CCS personnel", () => {
  it("is not opened by a service", () =>
    given(customer)
      .when({ ...open, by: byService })
      .thenRefused("not-a-person"));
  it("makes the person who opens it the onboarding officer", () =>
    given(customer)
      .when({ ...open, by: by(ada) })
      .then(...applied.slice(0, 2), { type: "OnboardingOfficerAssigned", data: { officer: ada } }));
  for (const command of [recordCall, completeQuestionnaire, acknowledge, commands.provision, commands.reject])
    it(`takes no ${command.type} from a service`, () =>
      given(customer, ...applied)
        .when({ ...command, by: byService })
        .thenRefused("not-a-person"));
});

describe("Plan II, C-II-07: includes phone calls", () => {
  it("records a call, and who of us held it", () =>
    given(customer, ...applied)
      .when(recordCall)
      .then(held(recordCall.call)));
  it("records where the number of a call-back was found", () =>
    given(customer, ...applied)
      .when(recordCallBack)
      .then(held(recordCallBack.call)));
  it("counts a call once", () =>
    given(customer, ...applied, ...callsHeld)
      .when({ ...recordCall, spokeWith: personal("D. Doe") })
      .thenNothing());
  it("counts a call once, whoever records it", () =>
    given(customer, ...applied, ...callsHeld)
      .when({ ...recordCall, by: by(ben) })
      .thenNothing());
  it("does not make a recorded call another one", () =>
    given(customer, ...applied, ...callsHeld)
      .when({ ...recordCall, call: { ...recordCall.call, callBack: true } })
      .thenRefused("call-already-recorded"));
  it("takes any text for a call's reference", () =>
    given(customer, ...applied)
      .when({ ...recordCall, call: call("constructor") })
      .then(held(call("constructor"))));
  it("records no call before it was connected", () =>
    given(customer, ...applied)
      .when({ ...recordCall, at: instant(Date.UTC(2026, 10, 22)) })
      .thenRefused("call-not-yet-held"));

  const { connectedAt, durationSeconds } = recordCall.call;
  const end = plus(connectedAt, { seconds: durationSeconds });
  it("records a call when it has ended", () =>
    given(customer, ...applied)
      .when({ ...recordCall, at: end })
      .then(held(recordCall.call)));
  it("records no call before it has ended", () =>
    given(customer, ...applied)
      .when({ ...recordCall, at: plus(end, { milliseconds: -1 }) })
      .thenRefused("call-not-yet-held"));
  it("knows a call whose end no calendar has", () =>
    given(customer, ...applied)
      .when({ ...recordCall, call: { ...recordCall.call, connectedAt: instant(Date.UTC(9999, 11, 31, 23, 59, 59)) } })
      .thenRefused("call-not-yet-held"));

  const another = (connected: typeof end) => ({ ...call("pbx-9"), connectedAt: connected });
  it("records no second call within the first, under another reference", () =>
    given(customer, ...applied, held(recordCall.call))
      .when({ ...recordCall, call: { ...another(plus(connectedAt, { seconds: 60 })), durationSeconds: 60 } })
      .thenRefused("call-overlaps-another"));
  it("records no second call that begins before the first ended", () =>
    given(customer, ...applied, held(recordCall.call))
      .when({ ...recordCall, call: another(plus(end, { milliseconds: -1 })) })
      .thenRefused("call-overlaps-another"));
  it("records no second call that ended after the first began", () =>
    given(customer, ...applied, held(recordCall.call))
      .when({ ...recordCall, call: another(plus(connectedAt, { milliseconds: 1, seconds: -durationSeconds })) })
      .thenRefused("call-overlaps-another"));
  it("records a call that begins when the other ends", () =>
    given(customer, ...applied, held(recordCall.call))
      .when({ ...recordCall, call: another(end) })
      .then(held(another(end))));
  it("records a call that ended when the other began", () => {
    const before = another(plus(connectedAt, { seconds: -durationSeconds }));
    given(customer, ...applied, held(recordCall.call))
      .when({ ...recordCall, call: before })
      .then(held(before));
  });
  it("records a call that another officer held meanwhile", () =>
    given(customer, ...applied, held(recordCall.call))
      .when({ ...recordCall, call: another(connectedAt), by: by(ben) })
      .then(held(another(connectedAt), ben)));
});
