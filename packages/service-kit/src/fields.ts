import type { Timestamp } from "@rmp/proto/google/protobuf/timestamp";
import { type Position, parsePosition } from "@rmp/event-store/envelope";
import { type Id, parseId } from "@rmp/vocabulary/ids";
import type { Instant } from "@rmp/vocabulary/instant";
import { type E164, parseE164 } from "@rmp/vocabulary/telephone-number";
import { invalidArgument } from "./errors.ts";
import { instantOf } from "./timestamp.ts";

/** Readers of request fields into the vocabulary. Each throws INVALID_ARGUMENT that names the field. */

const mandatory = <T>(field: string, value: T | undefined, expected: string): T => {
  if (value === undefined) throw invalidArgument([{ field, description: `${expected} is expected` }]);
  return value;
};

export const idIn = <Kind extends string>(field: string, text: string): Id<Kind> =>
  mandatory(field, parseId<Kind>(text), "a UUID");

export const momentIn = (field: string, moment: Timestamp | undefined): Instant =>
  mandatory(field, moment && instantOf(moment), "a timestamp");

export const numberIn = (field: string, text: string): E164 =>
  mandatory(field, parseE164(text), 'a number in E.164 ("+" and digits, a NANP number of 11 of them)');

/** Undefined where the caller named none. */
export const positionIn = (field: string, text: string): Position | undefined =>
  text === "" ? undefined : mandatory(field, parsePosition(text), "a log position");
