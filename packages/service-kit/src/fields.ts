import type { Timestamp } from "@rmp/proto/google/protobuf/timestamp";
import { type Position, parsePosition } from "@rmp/event-store/envelope";
import { type Id, parseId } from "@rmp/vocabulary/ids";
import type { Instant } from "@rmp/vocabulary/instant";
import { type E164, parseE164 } from "@rmp/vocabulary/telephone-number";
import { invalidArgument } from "./errors.ts";
import { instantOf } from "./timestamp.ts";

// Readers of request fields into the vocabulary. Each throws INVALID_ARGUMENT with the field, what is expected, and what
// was given.

const mandatory = <T>(field: string, value: T | undefined, expected: string, given: string): T => {
  if (value === undefined) throw invalidArgument([{ field, description: `must be ${expected}; given: ${given}` }]);
  return value;
};

/** Of a value that may be personal its length alone. */
const lengthOf = (text: string): string => `${text.length} characters`;

export const idIn = <Kind extends string>(field: string, text: string): Id<Kind> =>
  mandatory(field, parseId<Kind>(text), "a UUID", lengthOf(text));

export function momentIn(field: string, moment: Timestamp | undefined): Instant {
  const known = moment && isOfCalendar(moment) ? instantOf(moment) : undefined;
  const given = moment ? `${moment.seconds} s and ${moment.nanos} ns` : "nothing";
  return mandatory(field, known, "a timestamp of the years 0 to 9999", given);
}

const FIRST_SECOND = Date.parse("0000-01-01T00:00:00Z") / 1000;
const LAST_SECOND = Date.parse("9999-12-31T23:59:59Z") / 1000;

const isOfCalendar = ({ seconds, nanos }: Timestamp): boolean =>
  seconds >= FIRST_SECOND && seconds <= LAST_SECOND && nanos >= 0 && nanos < 1_000_000_000;

export const numberIn = (field: string, text: string): E164 =>
  mandatory(field, parseE164(text), 'a number in E.164 ("+" and digits, of the NANP +1 NPA NXX XXXX)', lengthOf(text));

/** Undefined where the caller named none. */
export const positionIn = (field: string, text: string): Position | undefined =>
  text === "" ? undefined : mandatory(field, parsePosition(text), "a log position", lengthOf(text));
