import type { Source } from "./source.ts";

const LIMIT = 250;

/** Files that are longer than the limit, with the reason one would give a colleague. */
const LONGER: readonly { file: string; reason: string }[] = [];

/** The sources that pass the limit without a reason. */
export function overlong(
  sources: readonly Source[],
  allowed: readonly { file: string; reason: string }[] = LONGER,
): string[] {
  return sources.flatMap(({ path, text }) => {
    const lines = text.split("\n").length - 1;
    return lines > LIMIT && !allowed.some(({ file }) => file === path) ? [`${path} has ${lines} lines`] : [];
  });
}

/** Entries that no longer need to be there. */
export const needlessReasons = (sources: readonly Source[]): string[] => {
  const long = new Set(overlong(sources, []).map((line) => line.split(" ")[0]));
  return LONGER.filter(({ file }) => !long.has(file)).map(({ file }) => file);
};
