import type {
  AuthorizeCallsRequest,
  CallAttempt as CallAttemptMessage,
  CallEnd,
  Decision,
  InvalidEnd,
} from "@rmp/proto/rmp/attestation/v1/calls";
import type { FieldViolation } from "@rmp/service-kit/errors";
import type { Answer } from "../decisions/work.ts";
import type { CallAttempt } from "../domain/call.ts";
import { isEmergency } from "../domain/rules.ts";
import { callViolations, endViolations, inWords } from "./call-violations.ts";
import { anotherBody, attemptOf, decisionMessage, invalidMessage } from "./decision-message.ts";

/** Of one message. More calls would keep every other caller waiting while they are decided in one go. */
const MOST_CALLS = 256;
const MOST_ENDS = 1000;

/** What is wrong with a message as a whole; of a call or an end that is not acceptable, it alone is told so. */
export function batchViolations({ calls, ends }: AuthorizeCallsRequest): readonly FieldViolation[] {
  if (calls.length > MOST_CALLS) return [tooMany("calls", MOST_CALLS, calls.length)];
  if (ends.length > MOST_ENDS) return [tooMany("ends", MOST_ENDS, ends.length)];
  return [];
}

const tooMany = (field: string, most: number, given: number): FieldViolation => ({
  field,
  description: `must be at most ${most} in one message; given: ${given}`,
});

/** The ends of a message. */
export interface SortedEnds {
  readonly acceptable: readonly CallEnd[];
  /** What is told of the others. */
  readonly invalidEnds: readonly InvalidEnd[];
}

/** One end that is not acceptable keeps no other from being applied: their calls would count as up for a day. */
export function sortEnds(ends: readonly CallEnd[]): SortedEnds {
  const invalidEnds = ends.flatMap((end) => {
    const violations = endViolations(end);
    return violations.length === 0 ? [] : [{ callId: end.callId, invalid: inWords(violations) }];
  });
  const acceptable = invalidEnds.length === 0 ? ends : ends.filter((end) => endViolations(end).length === 0);
  return { acceptable, invalidEnds };
}

/** One call of a batch: to be decided, or not acceptable. */
export type Step = { readonly attempt: CallAttempt } | { readonly invalid: Decision };

export function stepOf(sbc: string, message: CallAttemptMessage): Step {
  const violations = isEmergency(message.calledNumber) ? [] : callViolations(message);
  return violations.length === 0
    ? { attempt: attemptOf(sbc, message) }
    : { invalid: invalidMessage(message.callId, violations) };
}

export const attemptsIn = (steps: readonly Step[]): readonly CallAttempt[] =>
  steps.flatMap((step) => ("attempt" in step ? [step.attempt] : []));

/** The decisions of a batch in the order of its calls, from the answers to its attempts; none for what is undecided. */
export function decisionsOf(steps: readonly Step[], answers: readonly Answer[]): readonly Decision[] {
  const rest = answers.values();
  return steps.flatMap((step) => {
    if ("invalid" in step) return [step.invalid];
    const { value: answer } = rest.next();
    if (answer?.kind === "decided") return [decisionMessage(answer)];
    return answer?.kind === "call-id-of-another-body" ? [invalidMessage(answer.callId, [anotherBody])] : [];
  });
}
