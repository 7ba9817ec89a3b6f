import { fold } from "@rmp/event-store/decider";
import type { EnforcementEvent } from "@rmp/events/enforcement";
import { derivedId } from "@rmp/vocabulary/ids";
import { type Instant, instant, plus } from "@rmp/vocabulary/instant";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { approval, byAda, text } from "../../test/spoofing.ts";
import type { EnforcementCommand } from "./commands.ts";
import { enforcement } from "./decide.ts";
import type { EnforcementState } from "./state.ts";

/** A step of somebody's, made a command when its turn has come: it may aim at what stands by then, or beside it. */
type Step = (state: EnforcementState, at: Instant, index: number) => EnforcementCommand;

/** Mostly just now, at times days ago. */
const minutesBack = fc.oneof({ weight: 3, arbitrary: fc.nat(2) }, { weight: 1, arbitrary: fc.nat(72 * 60) });
const channel = fc.constantFrom("email" as const, "courier" as const);
const before = (at: Instant, minutes: number): Instant => plus(at, { minutes: -minutes });
const candidateAt = ({ candidates }: EnforcementState, which: number) =>
  candidates.at(which % (candidates.length + 1))?.candidateId ?? derivedId<"candidate">("unknown");
const warningIn = ({ warning }: EnforcementState) => warning?.warningId ?? derivedId<"warning">("unknown");

const reported = fc.array(minutesBack, { minLength: 1, maxLength: 4 }).map<Step>((ages) => (_, at, index) => ({
  type: "ReportRefusedCallerIds",
  burstHours: 24,
  calls: ages.map((age, position) => ({
    at: before(at, age),
    callerId: text("+12025550111"),
    journalReference: `journal/${index}/${position}`,
    candidateId: derivedId<"candidate">(`${index}/${position}`),
  })),
}));
const confirmed = fc.nat(5).map<Step>((which) => (state, at, index) => ({
  type: "ConfirmInfraction",
  candidateId: candidateAt(state, which),
  warningId: derivedId<"warning">(`${index}`),
  finding: text("found"),
  applied: true,
  by: byAda,
  at,
}));
const dismissed = fc.nat(5).map<Step>((which) => (state, at) => ({
  type: "DismissCandidate",
  candidateId: candidateAt(state, which),
  reason: text("unfounded"),
  applied: true,
  by: byAda,
  at,
}));
const sent = fc.tuple(channel, minutesBack).map<Step>(([by, age]) => (state, at) => ({
  type: "RecordWarningSent",
  warningId: warningIn(state),
  channel: by,
  sentAt: before(at, age),
  applied: true,
  by: byAda,
  at,
}));
const delivered = fc.tuple(channel, minutesBack).map<Step>(([by, age]) => (state, at) => ({
  type: "RecordWarningDelivered",
  warningId: warningIn(state),
  channel: by,
  deliveredAt: before(at, age),
  receiptSha256: "a".repeat(64),
  applied: true,
  by: byAda,
  at,
}));
/** Of both 0, too: what would remove a limit is tried, and refused. */
const anyLimits = fc.record({ callsPerSecond: fc.nat(5), sessions: fc.nat(5) });
const takenOver = anyLimits.map<Step>((limits) => () => ({ type: "TakeOverLimits", limits, approval }));
const changed = anyLimits.map<Step>((limits) => () => ({
  type: "ChangeLimits",
  limits,
  reason: text("changed"),
  applied: true,
  by: byAda,
}));

const steps = fc.array(
  fc.record({
    minutes: fc.oneof(fc.nat(60), fc.nat(40 * 60)),
    step: fc.oneof(reported, confirmed, dismissed, sent, delivered, takenOver, changed),
  }),
  { minLength: 10, maxLength: 60, size: "max" },
);

/** Everything that ever happened to a customer whom people and attestation treat at random; time goes on with each step. */
const histories = steps.map((all) => {
  let at = instant(Date.UTC(2026, 10, 24));
  return all.reduce<readonly EnforcementEvent[]>((history, { minutes, step }, index) => {
    at = plus(at, { minutes });
    const state = fold(enforcement, history);
    const decision = enforcement.decide(step(state, at, index), state);
    if (decision.kind === "accept") return [...history, ...decision.events];
    return decision.onRecord ? [...history, decision.onRecord] : history;
  }, []);
});

type Named<Type extends EnforcementEvent["type"]> = Extract<EnforcementEvent, { readonly type: Type }>;
const named = <Type extends EnforcementEvent["type"]>(history: readonly EnforcementEvent[], type: Type) =>
  history.filter((event): event is Named<Type> => event.type === type);

/** For every history at every instant of it. */
const always = (holds: (history: readonly EnforcementEvent[]) => void) =>
  fc.assert(fc.property(histories, (history) => history.forEach((_, index) => holds(history.slice(0, index + 1)))));

describe("Plan IV, C-IV-14: one warning, whatever happens", () => {
  it("at most one stands at every instant", () =>
    always((history) => expect(named(history, "WarningIssued").length).toBeLessThanOrEqual(1)));

  it("no second strike before a delivered first warning, nor for a call that came before it", () =>
    always((history) => {
      const last = history.at(-1);
      if (last?.type !== "InfractionConfirmed" || last.data.infractionNumber === 1) return;
      const [delivery] = named(history, "WarningDelivered");
      const opening = named(history, "InfractionSuspected").find(
        ({ data }) => data.candidateId === last.data.candidateId,
      );
      expect(delivery && opening && delivery.data.deliveredAt < opening.data.firstCallAt).toBe(true);
    }));
});

describe("Plan IV, C-IV-14: proof of delivery, whatever happens", () => {
  it("is issued, then sent, then delivered", () =>
    fc.assert(
      fc.property(histories, (history) => {
        const [issued] = named(history, "WarningIssued");
        const [delivery] = named(history, "WarningDelivered");
        if (!delivery || !issued) return;
        const sentAts = named(history, "WarningSent").map(({ data }) => data.sentAt);
        expect(sentAts.every((sentAt) => issued.data.issuedAt <= sentAt)).toBe(true);
        expect(sentAts.some((sentAt) => sentAt <= delivery.data.deliveredAt)).toBe(true);
      }),
    ));
});

describe("Plan IV, C-IV-15: terminates at the second infraction, whatever happens", () => {
  it("never twice, and exactly with the second confirmation", () =>
    fc.assert(
      fc.property(histories, (history) => {
        const second = named(history, "InfractionConfirmed").filter(({ data }) => data.infractionNumber === 2);
        expect(named(history, "ServicesTerminated").length).toBe(second.length);
        expect(second.length).toBeLessThanOrEqual(1);
      }),
    ));
});

describe("Plan IV, C-IV-13: one burst is one candidate, whatever happens", () => {
  it("opens no second one for a call of an open burst", () =>
    fc.assert(
      fc.property(histories, (history) => {
        const ended = (id: string, at: Instant) =>
          named(history, "InfractionDismissed").some(({ data }) => data.candidateId === id && data.dismissedAt <= at) ||
          named(history, "WarningDelivered").some(({ data }) => data.deliveredAt < at);
        const opened = named(history, "InfractionSuspected").map(({ data }) => data);
        for (const [index, { firstCallAt }] of opened.entries()) {
          const former = opened[index - 1];
          if (!former || ended(former.candidateId, firstCallAt)) continue;
          expect(former.burstEndsAt <= firstCallAt).toBe(true);
        }
      }),
    ));
});

describe("Plan V, C-V-04: limits are never removed, whatever happens", () => {
  it("stand from the first event that brings them", () =>
    always((history) => {
      const any = named(history, "LimitsChanged").length > 0;
      expect(fold(enforcement, history).limits !== undefined).toBe(any);
    }));

  it("are at least 1 each", () =>
    fc.assert(
      fc.property(histories, (history) => {
        const all = named(history, "LimitsChanged").map(({ data }) => data.limits);
        expect(all.filter(({ callsPerSecond, sessions }) => callsPerSecond < 1 || sessions < 1)).toEqual([]);
      }),
    ));
});

describe("Plan III, C-III-28: terminated stays terminated, whatever happens", () => {
  it("is followed by nothing but dismissals of what was still open, and limits not taken over yet", () =>
    fc.assert(
      fc.property(histories, (history) => {
        const end = history.findIndex(({ type }) => type === "ServicesTerminated");
        if (end < 0) return;
        const after = history.slice(end + 1).filter(({ type }) => type !== "InfractionDismissed");
        expect(after.filter(({ type, data }) => !(type === "LimitsChanged" && "approval" in data))).toEqual([]);
      }),
    ));
});

describe("Plan IV, C-IV-15: the random customers", () => {
  it("are ended often enough for the properties to say something", () => {
    const sample = fc.sample(histories, { numRuns: 500, seed: 1 });
    const ended = sample.filter((history) => named(history, "ServicesTerminated").length > 0);
    expect(ended.length).toBeGreaterThan(20);
  });
});
