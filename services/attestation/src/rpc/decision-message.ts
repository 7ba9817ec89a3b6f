import {
  AttestationLevel,
  type CallAttempt as CallAttemptMessage,
  Decision,
  type Undecided,
} from "@rmp/proto/rmp/attestation/v1/calls";
import type { FieldViolation } from "@rmp/service-kit/errors";
import type { Decided } from "../decisions/work.ts";
import type { CallAttempt } from "../domain/call.ts";
import { firstCharacters, mostCharacters } from "../domain/lengths.ts";
import { refusalAnswers } from "../domain/refusals.ts";
import { inWords } from "./call-violations.ts";

const levels = [undefined, "A", "B", "C"] as const;

/** A call as it is decided, from the message that asks about it. */
export const attemptOf = (sbc: string, message: CallAttemptMessage): CallAttempt => ({
  sbc,
  callId: message.callId,
  trunk: message.trunk,
  callingNumber: message.callingNumber,
  calledNumber: message.calledNumber,
  atMost: levels[message.atMost],
});

/** What is told to a caller who gives one call's id to another. */
export const anotherBody: FieldViolation = {
  field: "call_id",
  description: "must be new; it stands for a call with another body",
};

/** The answer, within a batch, to a call that is not acceptable. */
export const invalidMessage = (callId: string, violations: readonly FieldViolation[]): Decision => ({
  ...Decision.create(),
  callId: firstCharacters(callId, mostCharacters.callId),
  invalid: inWords(violations),
});

/** The answer, within a batch, to a call that is not decided. */
export const undecidedMessage = (callId: string, why: Undecided): Decision => ({
  ...Decision.create(),
  callId,
  outcome: { $case: "undecided", value: why },
});

/** The answer to a decided call, under the id that it was given: the journal may hold less of it. */
export function decisionMessage(callId: string, { journaled: { record, reference }, identity }: Decided): Decision {
  const { at, planVersion, policyHash, viewPosition } = record;
  const seconds = Math.floor(at / 1000);
  return {
    callId,
    ...outcomeOf(record, identity),
    planVersion,
    policyHash,
    viewPosition,
    journalReference: reference,
    ingressAt: { seconds: BigInt(seconds), nanos: (at - seconds * 1000) * 1_000_000 },
    invalid: "",
  };
}

type Outcome = Pick<Decision, "outcome" | "reasons" | "planSection" | "evidence">;

function outcomeOf(record: Decided["journaled"]["record"], identity: string): Outcome {
  const { decision } = record;
  switch (decision.outcome) {
    case "emergency": {
      const value = { level: AttestationLevel.UNSPECIFIED, identity: "", originationId: "" };
      return { outcome: { $case: "permit", value }, reasons: ["emergency-call"], planSection: "", evidence: [] };
    }
    case "permit": {
      const { level, reasons, evidence } = decision;
      const originationId = "originationId" in record ? record.originationId : "";
      const value = { level: AttestationLevel[level], identity, originationId };
      return { outcome: { $case: "permit", value }, reasons, planSection: "Plan IV", evidence };
    }
    case "refusal": {
      const { reason, evidence, retryAfterSeconds } = decision;
      const { sipStatus, planSection } = refusalAnswers[reason];
      const reasonHeader = `SIP;cause=${sipStatus};text="${reason}"`;
      const value = { sipStatus, reasonHeader, retryAfterSeconds };
      return { outcome: { $case: "refusal", value }, reasons: [reason], planSection, evidence };
    }
  }
}
