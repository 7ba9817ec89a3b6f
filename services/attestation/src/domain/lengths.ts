import type { CallAttempt } from "./call.ts";

/** The most characters of a call's texts, as the proto has them. */
export const mostCharacters = { callId: 255, trunk: 100, number: 64 } as const;

/** Code points, as protovalidate counts characters. */
export const codePoints = (text: string): number => Array.from(text).length;

/** A text's first characters. */
export const firstCharacters = (text: string, most: number): string =>
  // A text has at most as many code points as units. Cut twice: of a very long one most is not looked at.
  text.length <= most
    ? text
    : Array.from(text.slice(0, 2 * most))
        .slice(0, most)
        .join("");

/** A call with as much of its texts as is kept: an emergency call passes whatever their length. */
export const withinLengths = (call: CallAttempt): CallAttempt => ({
  ...call,
  callId: firstCharacters(call.callId, mostCharacters.callId),
  trunk: firstCharacters(call.trunk, mostCharacters.trunk),
  callingNumber: firstCharacters(call.callingNumber, mostCharacters.number),
  calledNumber: firstCharacters(call.calledNumber, mostCharacters.number),
});
