import { earlier, isBefore, type Place } from "../domain/place.ts";
import { type PlaceFile } from "../journal/place-file.ts";
import type { RefusalRecord } from "../journal/record.ts";
import { type JournalReader, readRefusals } from "../journal/refusals.ts";
import { createMinuteTally, type RefusedCalls } from "./minute-tally.ts";
import type { Pass } from "./keep-shipping.ts";

export interface MinutesDeps {
  readonly journal: JournalReader;
  readonly place: PlaceFile<Place>;
  /** Everything that reached us before this (milliseconds since 1970) stands in the journal. */
  readonly settledUntil: () => number;
  /** Whether a refused call was recorded already, by a process that ended before it saved its place. */
  readonly isRecorded: (place: Place, record: RefusalRecord) => boolean;
  /** Records the refused calls of one minute, once, however often it is told. */
  readonly record: (refused: readonly RefusedCalls[], signal: AbortSignal) => Promise<void>;
}

/**
 * Plan IV, C-IV-11: refused calls become one event for each minute, customer and reason, however many calls a dialler
 * makes. A pass reads on to the journal's end and records the minutes that are over. The saved place never passes the
 * start of a minute that is not recorded: a restart counts it again from its first call.
 */
export function createMinutes({ journal, place, settledUntil, isRecorded, record }: MinutesDeps): Pass {
  const tally = createMinuteTally();
  let at = earlier(place.read() ?? journal.begin(), journal.end());
  let saved = at;
  /** What is counted may stand in the log already: nothing may be added to it. */
  let closing = false;

  const save = (): void => {
    place.save(at);
    saved = at;
  };

  const closeMinute = async (signal: AbortSignal): Promise<void> => {
    closing = true;
    await record(tally.counted(), signal);
    closing = false;
    tally.clear();
    save();
  };

  return async (signal) => {
    // Before the journal's end is looked up: whatever came earlier stands before that end.
    const settled = settledUntil();
    // Counted calls lie behind us, unless the clock was set back: it would not come to this minute's end for long.
    if (closing || settled < (tally.minute()?.begins ?? settled)) await closeMinute(signal);
    while (isBefore(at, journal.end())) {
      const { calls, next } = await readRefusals(journal, at);
      for (const { place: here, next: behind, record: refused } of calls) {
        if (!isRecorded(here, refused)) {
          if (!tally.takes(refused.at)) await closeMinute(signal);
          tally.add(here, refused);
        }
        // Only now: where the minute could not be recorded, the next pass comes to this call again.
        at = behind;
      }
      at = next;
    }
    const minute = tally.minute();
    if (minute && minute.ends <= settled) await closeMinute(signal);
    // Not with every pass: a restart reads a segment again in no time.
    if (!tally.minute() && saved.segment < at.segment) save();
  };
}
