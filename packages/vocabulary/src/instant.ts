declare const instantBrand: unique symbol;

/** A moment in UTC as ISO 8601 text, always with milliseconds and "Z" (24 characters), so that `<` compares moments. */
export type Instant = string & { readonly [instantBrand]: "Instant" };

/** A length of time; its parts add up and may be negative. A day is 24 hours: UTC has no other. */
export interface Duration {
  readonly days?: number;
  readonly hours?: number;
  readonly minutes?: number;
  readonly seconds?: number;
  readonly milliseconds?: number;
}

const form = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** Whether a value is already in the one form of `Instant`, and a moment that exists (no 30 February). */
export function isInstant(value: unknown): value is Instant {
  if (typeof value !== "string" || !form.test(value)) return false;
  const millis = Date.parse(value);
  // Date.parse rolls 02-30 over into March.
  return !Number.isNaN(millis) && new Date(millis).toISOString() === value;
}

/** The moment of a clock's milliseconds since the Unix epoch; throws RangeError outside the years 0 to 9999. */
export function instant(time: number | Date): Instant {
  const text = new Date(time).toISOString();
  if (!isInstant(text)) throw new RangeError(`no Instant: ${text}`);
  return text;
}

const zoned = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.(\d+))?(Z|[+-]\d{2}:\d{2})$/;

/** Reads an RFC 3339 timestamp of any offset; digits below the millisecond are cut off. Anything else is undefined. */
export function parseInstant(text: string): Instant | undefined {
  const [, date, time, fraction = "", offset] = zoned.exec(text) ?? [];
  const local = `${date}T${time}.${fraction.slice(0, 3).padEnd(3, "0")}Z`;
  if (!isInstant(local)) return undefined;
  const millis = Date.parse(local.replace("Z", offset ?? "Z"));
  return Number.isNaN(millis) ? undefined : instant(millis);
}

/** Milliseconds since the Unix epoch. */
export const toMillis = (moment: Instant): number => Date.parse(moment);

/** The moment a duration later. */
export function plus(moment: Instant, duration: Duration): Instant {
  const { days = 0, hours = 0, minutes = 0, seconds = 0, milliseconds = 0 } = duration;
  return instant(toMillis(moment) + (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000 + milliseconds);
}
