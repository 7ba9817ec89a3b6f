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
      .when({ type: "ChangeLimits", limits: { callsPerSecond: 1, sessions: 1 }, reason: text("less"), by: byAda })
      .thenRefused("services-already-terminated"));
  it("lets a candidate that is still open be closed", () =>
    given(enforcement, suspected(third, -30), ...ended)
      .when(dismiss(third, 7))
      .then(dismissed(third, 7)));
});

const takenOver: EnforcementEvent = { type: "LimitsChanged", data: { limits, approval } };
const takeOver: EnforcementCommand = { type: "TakeOverLimits", limits, approval };
const half = { callsPerSecond: 2, sessions: 5 };
const change: Command<"ChangeLimits"> = { type: "ChangeLimits", limits: half, reason: text("complaints"), by: byAda };

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
});

describe("Plan V, C-V-05: session limits on all end user accounts", () => {
  it("changes sessions alone", () => {
    const sessions = { callsPerSecond: 5, sessions: 11 };
    given(enforcement, takenOver)
      .when({ ...change, limits: sessions })
      .then({ type: "LimitsChanged", data: { limits: sessions, changedBy: ada, reason: text("complaints") } });
  });
  it("changed to what they are, changes nothing", () =>
    given(enforcement, takenOver)
      .when({ ...change, limits })
      .thenNothing());
});
