import type { EnforcementEvent } from "@rmp/events/enforcement";
import { given } from "@rmp/test-kit/given-when-then";
import { describe, it } from "vitest";
import type { Command, EnforcementCommand } from "./commands.ts";
import {
  ada,
  approval,
  byAda,
  byService,
  call,
  confirm,
  dismiss,
  dismissed,
  ended,
  limits,
  report,
  suspected,
  text,
  third,
} from "../../test/spoofing.ts";
import { enforcement } from "./decide.ts";

describe("Plan III, C-III-28: terminated services stay terminated", () => {
  it("suspects nothing any more", () =>
    given(enforcement, ...ended)
      .when(report(call(50, third)))
      .thenNothing());
  it("confirms nothing any more", () =>
    given(enforcement, suspected(third, -30), ...ended)
      .when(confirm(third, 7))
      .thenRefused("services-already-terminated"));
  it("changes no limits any more", () =>
    given(enforcement, { type: "LimitsChanged", data: { limits, approval } }, ...ended)
      .when({
        type: "ChangeLimits",
        limits: { callsPerSecond: 1, sessions: 1 },
        reason: text("less"),
        applied: true,
        by: byAda,
      })
      .thenRefused("services-already-terminated"));
  it("lets a candidate that is still open be closed", () =>
    given(enforcement, suspected(third, -30), ...ended)
      .when(dismiss(third, 7))
      .then(dismissed(third, 7)));
});

const takenOver: EnforcementEvent = { type: "LimitsChanged", data: { limits, approval } };
const takeOver: EnforcementCommand = { type: "TakeOverLimits", limits, approval };
const half = { callsPerSecond: 2, sessions: 5 };
const change: Command<"ChangeLimits"> = {
  type: "ChangeLimits",
  limits: half,
  reason: text("complaints"),
  applied: true,
  by: byAda,
};
const none = { callsPerSecond: 0, sessions: 10 };

describe("Plan V, C-V-04: calls-per-second limits on all end user accounts", () => {
  it("takes over those of the approval", () => given(enforcement).when(takeOver).then(takenOver));
  it("takes over none twice", () =>
    given(enforcement, takenOver)
      .when({ ...takeOver, limits: half })
      .thenNothing());
  it("changes them by a person, with reason", () =>
    given(enforcement, takenOver)
      .when(change)
      .then({ type: "LimitsChanged", data: { limits: half, changedBy: ada, reason: text("complaints") } }));
  it("changes them by no service", () =>
    given(enforcement, takenOver)
      .when({ ...change, by: byService })
      .thenRefused("not-a-person"));
  it("changes none that were not taken over", () =>
    given(enforcement).when(change).thenRefused("limits-not-taken-over"));
  it("changes none of a customer that nobody has told of", () =>
    given(enforcement)
      .when({ ...change, applied: false })
      .thenRefused("customer-not-found"));
  it("changes those of a customer whose application nobody here has heard of yet", () =>
    given(enforcement, takenOver)
      .when({ ...change, applied: false })
      .then({ type: "LimitsChanged", data: { limits: half, changedBy: ada, reason: text("complaints") } }));
  it("removes none", () =>
    given(enforcement, takenOver)
      .when({ ...change, limits: none })
      .thenRefused("limits-do-not-apply"));
  it("takes over none that does not limit", () =>
    given(enforcement)
      .when({ ...takeOver, limits: none })
      .thenRefused("limits-do-not-apply"));
});

describe("Plan V, C-V-05: session limits on all end user accounts", () => {
  it("changes sessions alone", () => {
    const sessions = { callsPerSecond: 5, sessions: 11 };
    given(enforcement, takenOver)
      .when({ ...change, limits: sessions })
      .then({ type: "LimitsChanged", data: { limits: sessions, changedBy: ada, reason: text("complaints") } });
  });
  it("removes none", () =>
    given(enforcement, takenOver)
      .when({ ...change, limits: { callsPerSecond: 5, sessions: 0 } })
      .thenRefused("limits-do-not-apply"));
  it("changed to what they are, changes nothing", () =>
    given(enforcement, takenOver)
      .when({ ...change, limits })
      .thenNothing());
});
