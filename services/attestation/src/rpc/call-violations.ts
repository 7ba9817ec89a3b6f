import { parsePosition } from "@rmp/event-store/envelope";
import { AttestationLevel, type CallAttempt, type CallEnd } from "@rmp/proto/rmp/attestation/v1/calls";
import type { FieldViolation } from "@rmp/service-kit/errors";
import { parseE164 } from "@rmp/vocabulary/telephone-number";
import { codePoints, mostCharacters } from "../domain/lengths.ts";

/** The rules of the proto by hand: on this path protovalidate takes as long as the decision. */
interface FieldRule<M> {
  readonly field: string;
  holds(message: M): boolean;
  readonly expected: string;
  /** As its sender would know it again; of a person's number only its length. */
  given(message: M): string;
}

const TRUNK = /^[A-Za-z0-9._-]{1,100}$/;
const LAST_SIP_STATUS = 699;

const callId: FieldRule<{ readonly callId: string }> = {
  field: "call_id",
  holds: ({ callId }) => hasLength(callId, mostCharacters.callId),
  expected: `must be 1 to ${mostCharacters.callId} characters`,
  given: ({ callId }) => lengthOf(callId),
};

const callRules: readonly FieldRule<CallAttempt>[] = [
  callId,
  {
    field: "trunk",
    holds: ({ trunk }) => TRUNK.test(trunk),
    expected: "must be 1 to 100 letters, digits, dots, dashes or underscores",
    given: ({ trunk }) => quoted(trunk),
  },
  {
    field: "calling_number",
    holds: ({ callingNumber }) => hasLength(callingNumber, mostCharacters.number),
    expected: `must be 1 to ${mostCharacters.number} characters`,
    given: ({ callingNumber }) => lengthOf(callingNumber),
  },
  {
    // An emergency call was let through before.
    field: "called_number",
    holds: ({ calledNumber }) => parseE164(calledNumber) !== undefined,
    expected: 'must be a number in E.164 ("+" and 8 to 15 digits, a NANP number of 11), or 911, 933 or 988',
    given: ({ calledNumber }) => lengthOf(calledNumber),
  },
  {
    field: "at_most",
    holds: ({ atMost }) => atMost in levelNames,
    expected: `must be one of ${["A", "B", "C"].map((level) => `ATTESTATION_LEVEL_${level}`).join(", ")}`,
    given: ({ atMost }) => String(atMost),
  },
  {
    field: "min_position",
    holds: ({ minPosition }) => minPosition === "" || parsePosition(minPosition) !== undefined,
    expected: "must be a log position, decimal",
    given: ({ minPosition }) => quoted(minPosition),
  },
];

const endRules: readonly FieldRule<CallEnd>[] = [
  callId,
  {
    field: "sip_status",
    holds: ({ sipStatus }) => sipStatus <= LAST_SIP_STATUS,
    expected: `must be at most ${LAST_SIP_STATUS}`,
    given: ({ sipStatus }) => String(sipStatus),
  },
];

/** What is wrong with a call; `path` is that of the call in its request, "" where it needs no telling. */
export const callViolations = (call: CallAttempt, path = ""): readonly FieldViolation[] =>
  violations(callRules, call, path);

export const endViolations = (end: CallEnd): readonly FieldViolation[] => violations(endRules, end, "");

/** The violations of one call or end, as a stream tells of it. */
export const inWords = (violations: readonly FieldViolation[]): string =>
  violations.map(({ field, description }) => `${field}: ${description}`).join("; ");

const levelNames: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(AttestationLevel).map(([name, value]) => [value, name]),
);

const none: readonly FieldViolation[] = [];

function violations<M>(rules: readonly FieldRule<M>[], message: M, path: string): readonly FieldViolation[] {
  if (rules.every((rule) => rule.holds(message))) return none;
  return rules
    .filter((rule) => !rule.holds(message))
    .map(({ field, expected, given }) => ({
      field: path === "" ? field : `${path}.${field}`,
      description: `${expected}; given: ${given(message)}`,
    }));
}

/** protovalidate counts code points, of which a text has at most as many as units. */
const hasLength = (text: string, most: number): boolean =>
  text.length > 0 && (text.length <= most || (text.length <= 2 * most && codePoints(text) <= most));

const lengthOf = (text: string): string => `${codePoints(text)} characters`;

const quoted = (text: string): string => JSON.stringify(text.slice(0, 60));
