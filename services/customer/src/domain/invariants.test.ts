import { fold } from "@rmp/event-store/decider";
import { type CustomerEvent, kycItems } from "@rmp/events/customer";
import type { Actor } from "@rmp/vocabulary/actor";
import { derivedId } from "@rmp/vocabulary/ids";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ada,
  approveWaiver,
  ben,
  by,
  byService,
  call,
  commands,
  limits,
  proposeWaiver,
  recordItem,
  verifyItem,
} from "../../test/onboarding.ts";
import type { CustomerCommand } from "./commands.ts";
import { customer } from "./decide.ts";

/** What was recorded when these commands came one after the other to a new customer. */
function historyOf(asked: readonly CustomerCommand[]): readonly CustomerEvent[] {
  return asked.reduce<readonly CustomerEvent[]>((history, command) => {
    const decision = customer.decide(command, fold(customer, history));
    if (decision.kind === "accept") return [...history, ...decision.events];
    return decision.onRecord ? [...history, decision.onRecord] : history;
  }, []);
}

const people = [by(ada), by(ben), by(derivedId<"person">("cyd"))];
const services: readonly Actor[] = [
  byService,
  { kind: "service", id: "service/customer" },
  { kind: "system", id: "clock" },
];
const as =
  (actor: Actor) =>
  (command: CustomerCommand): CustomerCommand => ({ ...command, by: actor });

/** Each step of the plan's process as the commands that take it, so that a shuffled process still gets somewhere. */
const waivedItem = "state-of-incorporation";
const steps: readonly (readonly CustomerCommand[])[] = [
  [commands.recordCall],
  [commands.recordCallBack],
  ...kycItems.filter((item) => item !== waivedItem).map((item) => [recordItem(item), verifyItem(item)]),
  [proposeWaiver(waivedItem), approveWaiver()],
  [commands.completeQuestionnaire],
  [commands.acknowledge],
];
const others: readonly CustomerCommand[] = [
  ...steps.flat(),
  verifyItem(waivedItem),
  recordItem(waivedItem),
  { ...commands.recordCall, call: call("pbx-8") },
  { ...commands.recordCall, call: call("pbx-9", 2) },
  { ...commands.acknowledge, acknowledgement: { legalRestrictions: true, platformConditions: false } },
  commands.execute,
  commands.provision,
  commands.approve,
  { ...commands.approve, limits: { ...limits, callsPerSecond: 0 } },
  { ...commands.approve, limits: { ...limits, sessions: 0 } },
  commands.reject,
  commands.close,
];

/** Onboarding with at most one step left out, other commands anywhere between, by anyone of these. */
const asked = (actors: readonly Actor[]): fc.Arbitrary<readonly CustomerCommand[]> => {
  const acting = (command: CustomerCommand) => fc.constantFrom(...actors).map((actor) => as(actor)(command));
  const other = fc.constantFrom(...others).chain(acting);
  const process = fc
    .shuffledSubarray([...steps], { minLength: steps.length - 1 })
    .chain((taken) => fc.tuple(...taken.flat().map(acting)));
  const attempts = fc.array(fc.constantFrom(commands.execute, commands.provision, commands.approve).chain(acting), {
    minLength: 3,
  });
  return fc
    .tuple(acting(commands.open), fc.array(other, { maxLength: 3 }), process, attempts, fc.array(other))
    .map(([open, before, onboarding, after, then]) => [open, ...before, ...onboarding, ...after, ...then]);
};

/** Mostly persons: one service among the many commands of a process ends it short of the agreement. */
const whatever = asked([...Array.from({ length: 20 }, () => people).flat(), byService]);
const eventsBefore = (history: readonly CustomerEvent[], type: CustomerEvent["type"]) =>
  history.slice(0, history.map((event) => event.type).indexOf(type));
const of = <Type extends CustomerEvent["type"]>(history: readonly CustomerEvent[], type: Type) =>
  history.filter((event): event is Extract<CustomerEvent, { type: Type }> => event.type === type);
const holds = (actors: fc.Arbitrary<readonly CustomerCommand[]>, check: (history: readonly CustomerEvent[]) => void) =>
  fc.assert(
    fc.property(actors, (sequence) => {
      check(historyOf(sequence));
    }),
    { numRuns: 500 },
  );

it("is worth asking: the process taken in full ends in an approval", () => {
  const full = [commands.open, ...steps.flat(), commands.execute, commands.approve];
  expect(of(historyOf(full), "CustomerApproved")).toHaveLength(1);
  const reached = fc
    .sample(whatever, { numRuns: 200, seed: 1 })
    .filter((sequence) => of(historyOf(sequence), "AgreementExecuted").length > 0);
  expect(reached.length).toBeGreaterThan(20);
});

describe("Plan II, C-II-08: no agreement without the held calls, whatever is asked", () => {
  it("has two calls and a call-back before it, once", () =>
    holds(whatever, (history) => {
      if (of(history, "AgreementExecuted").length === 0) return;
      const calls = of(eventsBefore(history, "AgreementExecuted"), "OnboardingCallHeld").map(({ data }) => data);
      expect(new Set(calls.map(({ callReference }) => callReference)).size).toBeGreaterThanOrEqual(2);
      expect(new Set(calls.map(({ heldBy, connectedAt }) => heldBy + connectedAt)).size).toBe(calls.length);
      expect(calls.some(({ callBack }) => callBack)).toBe(true);
      expect(of(history, "AgreementExecuted")).toHaveLength(1);
    }));
  it("has each of the six facts verified or waived as it was last recorded", () =>
    holds(whatever, (history) => {
      if (of(history, "AgreementExecuted").length === 0) return;
      const before = eventsBefore(history, "AgreementExecuted").filter(
        ({ type }) => type === "KycItemRecorded" || type === "KycItemVerified" || type === "KycItemWaived",
      );
      for (const item of kycItems)
        expect(before.findLast(({ data }) => "item" in data && data.item === item)?.type).toMatch(/Verified|Waived/);
    }));
  it("has identity, questionnaire and acknowledgement before it", () =>
    holds(whatever, (history) => {
      if (of(history, "AgreementExecuted").length === 0) return;
      const before = eventsBefore(history, "AgreementExecuted").map(({ type }) => type);
      expect(before).toEqual(
        expect.arrayContaining(["IdentityVerified", "QuestionnaireCompleted", "RegulatoryAcknowledged"]),
      );
    }));
});

describe("Plan II, C-II-09: no sequence of commands without staff reaches an agreement", () => {
  it("is entered into by no service", () =>
    holds(asked(services), (history) => expect(of(history, "AgreementExecuted")).toEqual([])));
  it("is entered into by no service in a process that persons began", () =>
    fc.assert(
      fc.property(asked(people), asked(services), (byPersons, byServices) => {
        const begun = byPersons.filter(({ type }) => type !== "ExecuteAgreement");
        expect(of(historyOf([...begun, ...byServices]), "AgreementExecuted")).toEqual([]);
      }),
    ));
});

describe("Plan II, C-II-19: a waiver has a maker and a checker, whatever is asked", () => {
  it("is approved by another person", () =>
    holds(whatever, (history) =>
      expect(of(history, "KycItemWaived").filter(({ data }) => data.proposedBy === data.approvedBy)).toEqual([]),
    ));
});

describe("Plan II, C-II-10: an approval has a second person, whatever is asked", () => {
  it("is given by another person than the onboarding officer", () =>
    holds(whatever, (history) => {
      const [officer] = of(history, "OnboardingOfficerAssigned").map(({ data }) => data.officer);
      expect(of(history, "CustomerApproved").filter(({ data }) => data.approvedBy === officer)).toEqual([]);
    }));
});

describe("Plan II, C-II-03: no approval without an agreement, whatever is asked", () => {
  it("has the agreement before it", () =>
    holds(whatever, (history) => {
      if (of(history, "CustomerApproved").length === 0) return;
      expect(of(eventsBefore(history, "CustomerApproved"), "AgreementExecuted")).toHaveLength(1);
    }));
});

describe("Plan V, C-V-04: no approval without limits, whatever is asked", () => {
  it("carries both, and comes once", () =>
    holds(whatever, (history) => {
      const approvals = of(history, "CustomerApproved").map(({ data }) => data.limits);
      expect(approvals.filter(({ callsPerSecond, sessions }) => callsPerSecond < 1 || sessions < 1)).toEqual([]);
      expect(approvals.length).toBeLessThanOrEqual(1);
    }));
});
