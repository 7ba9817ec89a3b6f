import type { Signer } from "@rmp/passport/signer";
import type { InForce } from "@rmp/plan/plan-in-force";
import type { CallAttempt } from "../domain/call.ts";
import { decideCall, type Situation } from "../domain/decide.ts";
import type { CallFacts } from "../domain/facts.ts";
import { withinLengths } from "../domain/lengths.ts";
import { isEmergency, manipulatedCallerId, repeatable } from "../domain/rules.ts";
import type { CallRecord } from "../journal/record.ts";
import { callKey } from "./call-key.ts";
import { sameBody } from "./repeats.ts";
import { openRound, type Round, type RoundDeps } from "./round.ts";
import { signPermits, validityOf } from "./sign-permits.ts";
import type { Answer, Answered, Work } from "./work.ts";

/** Times are milliseconds since 1970. */
export interface DecisionDeps extends RoundDeps {
  readonly facts: CallFacts;
  /** Log position of the facts. */
  readonly viewPosition: () => string;
  /** As `Situation` has it. */
  readonly viewAgeMs: () => number;
  readonly inForce: (now: number) => InForce | undefined;
  readonly signer: Signer;
  /** UUIDs. */
  readonly newOriginationId: () => string;
  /** A call was refused for its caller ID, and is about to be journaled. */
  readonly manipulationSeen: () => void;
}

type Stamps = Pick<CallRecord, "planVersion" | "policyHash" | "viewPosition">;

/**
 * Decides works in their order, so that limits are exact: decide and count, sign, journal, and only then answer. Where
 * signing or journaling fails nothing is decided and nothing is counted, emergency calls aside: they pass, journaled
 * where only the signing fails.
 */
export function createWorkDecider(deps: DecisionDeps): (works: readonly Work[]) => readonly Answered[] {
  const { facts, usage, repeats, signer } = deps;

  return (works) => {
    const { at: now, elapsed: present } = works[0] ?? { at: 0, elapsed: 0 };
    const inForce = deps.inForce(now);
    const policy = inForce?.policy.policySet.calls;
    const stamps = stampsOf(inForce, deps.viewPosition());
    const viewAgeMs = deps.viewAgeMs();
    const certificate = validityOf(signer);
    const round = openRound(deps);
    repeats.dropBefore(present - (policy?.repeatSeconds ?? 0) * 1000);
    const answers = works.map(({ sbc, at, elapsed, ends, calls }) => {
      for (const { callId, sipStatus } of ends) round.end({ sbc, callId, at, cause: "reported", sipStatus });
      const situation = { at, elapsed, policy, facts, viewAgeMs, usage, certificate };
      return calls.map((call) => answerCall(call, situation, stamps, round, deps));
    });
    const failure = settle(round, answers.flat(), signer);
    return answers.map((each) => ({ answers: failure ? each.map(undecided) : each, failure }));
  };
}

const stampsOf = (inForce: InForce | undefined, viewPosition: string): Stamps => ({
  planVersion: inForce?.plan.version ?? "none",
  policyHash: inForce?.policy.policyHash ?? "none",
  viewPosition,
});

function answerCall(call: CallAttempt, situation: Situation, stamps: Stamps, round: Round, deps: DecisionDeps): Answer {
  const key = callKey(call.sbc, call.callId);
  const { elapsed, policy, facts } = situation;
  // No repeat of an emergency call is looked for: it passes, whatever its id stood for.
  const repeated = policy !== undefined && !isEmergency(call);
  const earlier = repeated ? deps.repeats.find(key, elapsed - policy.repeatSeconds * 1000) : undefined;
  if (earlier && !sameBody(earlier.record.call, call)) return { kind: "call-id-of-another-body", callId: call.callId };
  const journaled =
    earlier && repeatable(earlier.record.decision, facts)
      ? earlier
      : round.enter(key, decided(call, situation, stamps, deps), elapsed);
  return { kind: "decided", journaled, identity: "" };
}

function decided(call: CallAttempt, situation: Situation, stamps: Stamps, deps: DecisionDeps): CallRecord {
  const circumstances = { call, at: situation.at, ...stamps };
  const decision = decideCall(call, situation);
  switch (decision.outcome) {
    case "permit":
      return { ...circumstances, decision, originationId: deps.newOriginationId() };
    case "refusal":
      if (manipulatedCallerId(decision)) deps.manipulationSeen();
      return { ...circumstances, decision };
    case "emergency":
      // Its texts were not looked at.
      return { ...circumstances, call: withinLengths(call), decision };
  }
}

/** Answers why all but the emergency calls are taken back, where they are. */
function settle(round: Round, answers: readonly Answer[], signer: Signer): Error | undefined {
  const unsigned = failureOf(() => signPermits(signer, answers));
  if (unsigned) round.takeBack();
  const unwritten = failureOf(round.write);
  if (unwritten) round.takeBack();
  return unsigned ?? unwritten;
}

function failureOf(act: () => void): Error | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error("thrown", { cause: error });
  }
}

/** What of an answer is left where the round failed. */
const undecided = (answer: Answer): Answer =>
  answer.kind === "decided" && answer.journaled.record.decision.outcome !== "emergency"
    ? { kind: "undecided", callId: answer.journaled.record.call.callId }
    : answer;
