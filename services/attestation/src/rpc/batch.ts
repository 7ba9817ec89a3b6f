import type {
  AuthorizeCallsRequest,
  CallAttempt as CallAttemptMessage,
  Decision,
} from "@rmp/proto/rmp/attestation/v1/calls";
import type { FieldViolation } from "@rmp/service-kit/errors";
import type { Answer } from "../decisions/work.ts";
import type { CallAttempt } from "../domain/call.ts";
import { isEmergency } from "../domain/rules.ts";
import { callViolations, endViolations } from "./call-violations.ts";
import { anotherBody, attemptOf, decisionMessage, invalidMessage } from "./decision-message.ts";

/** Of one message. More calls would keep every other caller waiting while they are decided in one go. */
const MOST_CALLS = 256;
const MOST_ENDS = 1000;

/** What is wrong with a message as a whole; a call that is not acceptable is told so in its own decision. */
export function batchViolations({ calls, ends }: AuthorizeCallsRequest): readonly FieldViolation[] {
  if (calls.length > MOST_CALLS) return [tooMany("calls", MOST_CALLS, calls.length)];
  if (ends.length > MOST_ENDS) return [tooMany("ends", MOST_ENDS, ends.length)];
  return ends.flatMap((end, index) => endViolations(end, `ends[${index}]`));
}

const tooMany = (field: string, most: number, given: number): FieldViolation => ({
  field,
  description: `must be at most ${most} in one message; given: ${given}`,
});

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
