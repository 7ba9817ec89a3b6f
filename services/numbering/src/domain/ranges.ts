import { digits, type E164, parseE164 } from "@rmp/vocabulary/telephone-number";
import type { NumberRange } from "./commands.ts";

/** Stream ids hold no plus: `block-12125550100-100`. */
export const blockIdOf = ({ firstNumber, size }: NumberRange): string => `${digits(firstNumber)}-${size}`;

export const holds = (range: NumberRange, number: E164): boolean => {
  const offset = Number(digits(number)) - Number(digits(range.firstNumber));
  return offset >= 0 && offset < range.size;
};

/** Blocks are aligned to powers of ten, so of two that share a number one holds the other's first. */
export const overlap = (one: NumberRange, other: NumberRange): boolean =>
  holds(one, other.firstNumber) || holds(other, one.firstNumber);

/** All of them, lowest first. */
export function numbersOf({ firstNumber, size }: NumberRange): readonly E164[] {
  const first = Number(digits(firstNumber));
  return Array.from({ length: size }, (_, offset) => {
    const number = parseE164(`+${first + offset}`);
    if (!number) throw new RangeError(`${firstNumber}: a block of ${size} leaves the numbering plan`);
    return number;
  });
}
