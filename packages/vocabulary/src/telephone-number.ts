declare const e164Brand: unique symbol;

/** A telephone number as "+" and 8 to 15 digits (ITU-T E.164); a number of country code 1 has the shape of the NANP. */
export type E164 = string & { readonly [e164Brand]: "E164" };

const international = /^\+[1-9]\d{7,14}$/;

/** NANP: +1 NPA NXX XXXX. An NPA has no 9 in the middle (kept for expansion) and is no N11 service code. */
const northAmerican = /^\+1(?!.11)[2-9][0-8]\d[2-9]\d{6}$/;

/** 555-0100 to 555-0199 are set aside for fiction in every area code (ATIS-0300115). */
const fictional = /^\+1\d{3}55501\d{2}$/;

/** Whether a value is already an `E164`. */
export const isE164 = (value: unknown): value is E164 =>
  typeof value === "string" && international.test(value) && (!value.startsWith("+1") || northAmerican.test(value));

/** Reads "+" and digits with nothing between them; spaces, dashes and national forms are undefined, never guessed. */
export const parseE164 = (text: string): E164 | undefined => (isE164(text) ? text : undefined);

/** Whether the number belongs to the North American Numbering Plan. */
export const isNanp = (number: E164): boolean => number.startsWith("+1");

/** Whether the number can never be anybody's: the block of the demo and the tests. */
export const isFictional = (number: E164): boolean => fictional.test(number);

/** The digits without "+", as a PASSporT's `tn` has them (RFC 8225 §5.2.1). */
export const digits = (number: E164): string => number.slice(1);
