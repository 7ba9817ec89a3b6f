import type { Journal } from "./journal.ts";
import { isBefore, type Place } from "../domain/place.ts";
import { decodeRefusal, type RefusalRecord } from "./record.ts";

/** A refused call where the journal holds it. */
export interface RefusedCall {
  readonly place: Place;
  /** Where the next record begins. */
  readonly next: Place;
  readonly record: RefusalRecord;
}

export type JournalReader = Pick<Journal, "begin" | "end" | "read" | "refusedUntil">;

/** Some of the refused calls from a place on, in order, and where to read on: at the end, where there are no more. */
export async function readRefusals(
  journal: JournalReader,
  from: Place,
): Promise<{ readonly calls: readonly RefusedCall[]; readonly next: Place }> {
  if (!isBefore(from, journal.refusedUntil())) return { calls: [], next: journal.end() };
  const { entries, next } = await journal.read(from);
  const calls = entries.flatMap(({ body, ...where }) => {
    const record = decodeRefusal(body);
    return record ? [{ ...where, record }] : [];
  });
  return { calls, next };
}
