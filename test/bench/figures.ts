import { parseArgs } from "node:util";

/** One measured figure. A ratio compares two rates of the same run, so that a noisy machine moves both. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What the figure must reach; left out where it is only shown. */
  readonly target?: { readonly atLeast: number } | { readonly atMost: number };
  /** What it was made of, for people. */
  readonly note: string;
}

const met = ({ value, target }: Figure): boolean | null => {
  if (target === undefined) return null;
  return "atLeast" in target ? value >= target.atLeast : value <= target.atMost;
};

const targetText = ({ target }: Figure): string => {
  if (target === undefined) return "";
  return "atLeast" in target ? `≥ ${target.atLeast}` : `≤ ${target.atMost}`;
};

const round = (value: number): number => Number(value.toPrecision(3));

/** Prints figures as they come: a table for people, or one line of JSON each. */
export function createReport(): (figure: Figure) => void {
  const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });
  if (values.json)
    return (figure) => {
      const { name, value, unit, target } = figure;
      const wanted = target === undefined ? null : "atLeast" in target ? target.atLeast : target.atMost;
      console.log(JSON.stringify({ name, value: round(value), unit, target: wanted, met: met(figure) }));
    };
  return (figure) => {
    const { name, value, unit, note } = figure;
    const verdict = { true: "met", false: "MISSED", null: "" }[String(met(figure)) as "true" | "false" | "null"];
    console.log(
      [
        name.padEnd(24),
        `${round(value)}`.padStart(10),
        unit.padEnd(12),
        targetText(figure).padEnd(8),
        verdict.padEnd(7),
        note,
      ].join(" "),
    );
  };
}

/** The middle of an odd number of measurements. */
export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** The value that a share of the measurements does not pass. */
export const percentile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.ceil(values.length * share) - 1)] ?? Number.NaN;
