import type {
  AuthorizeCallsRequest,
  AuthorizeCallsResponse,
  CallAttempt as CallAttemptMessage,
  CallEnd,
  Decision,
  InvalidEnd,
} from "@rmp/proto/rmp/attestation/v1/calls";
import type { FieldViolation } from "@rmp/service-kit/errors";
import type { Answered } from "../decisions/work.ts";
import type { CallAttempt } from "../domain/call.ts";
import { firstCharacters, mostCharacters } from "../domain/lengths.ts";
import { isEmergency } from "../domain/rules.ts";
import { callViolations, endViolations, inWords } from "./call-violations.ts";
import { anotherBody, attemptOf, decisionMessage, invalidMessage, undecidedMessage } from "./decision-message.ts";
import { whyUndecided } from "./undecided.ts";

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
    const callId = firstCharacters(end.callId, mostCharacters.callId);
    return violations.length === 0 ? [] : [{ callId, invalid: inWords(violations) }];
  });
  const acceptable = invalidEnds.length === 0 ? ends : ends.filter((end) => endViolations(end).length === 0);
  return { acceptable, invalidEnds };
}

/** One call of a batch: to be decided, or not acceptable. */
export type Step = { readonly attempt: CallAttempt } | { readonly invalid: Decision };

export function stepOf(sbc: string, message: CallAttemptMessage): Step {
  const violations = isEmergency(message) ? [] : callViolations(message);
  return violations.length === 0
    ? { attempt: attemptOf(sbc, message) }
    : { invalid: invalidMessage(message.callId, violations) };
}

export const attemptsIn = (steps: readonly Step[]): readonly CallAttempt[] =>
  steps.flatMap((step) => ("attempt" in step ? [step.attempt] : []));

/** The answer to a message: its calls in their order, and those of its ends that were not applied. */
export const responseTo = (
  steps: readonly Step[],
  { acceptable, invalidEnds }: SortedEnds,
  answered: Answered,
): AuthorizeCallsResponse => ({
  decisions: decisionsOf(steps, answered),
  invalidEnds,
  unappliedEnds:
    answered.failure && acceptable.length > 0 ? { ends: acceptable, why: whyUndecided(answered.failure) } : undefined,
});

function decisionsOf(steps: readonly Step[], { answers, failure }: Answered): readonly Decision[] {
  const rest = answers.values();
  return steps.map((step) => {
    if ("invalid" in step) return step.invalid;
    const { callId } = step.attempt;
    const { value: answer } = rest.next();
    switch (answer?.kind) {
      case "decided":
        return decisionMessage(callId, answer);
      case "call-id-of-another-body":
        return invalidMessage(callId, [anotherBody]);
      default:
        return undecidedMessage(callId, whyUndecided(failure));
    }
  });
}
