import type { PolicySet } from "@rmp/events/policy-set";
import type { UsageLedger } from "../domain/usage.ts";
import type { Journal } from "../journal/journal.ts";
import { isBefore, type Place } from "../domain/place.ts";
import { decodeBody, isCall, type JournalRecord } from "../journal/record.ts";
import { callKey } from "./call-key.ts";
import { openRound, type RoundDeps } from "./round.ts";

const HOUR = 3_600_000;

/** The present on both clocks: milliseconds since 1970, and milliseconds that nobody sets. */
export interface Moment {
  readonly now: number;
  readonly elapsed: number;
}

/**
 * Counts again what the journal holds of the longest call's time: after a restart the sessions are those of the calls
 * without an end, and repeats are answered as before. Answers the time of the last record, 0 where there is none.
 * Without a policy nothing is up and nothing repeated, and only that time is looked for.
 */
export async function restoreFromJournal(
  journal: Journal,
  { repeats, usage, replica }: Omit<RoundDeps, "journal">,
  policy: PolicySet["calls"] | undefined,
  { now, elapsed }: Moment,
): Promise<number> {
  let last = 0;
  let at = await firstNeeded(journal, now - (policy?.longestCallHours ?? 0) * HOUR);
  while (isBefore(at, journal.end())) {
    const { entries, next } = await journal.read(at);
    const found = new Map(entries.map(({ body, place }) => [decodeBody(body), place]));
    const round = openRound({ repeats, usage: sessionsOf(usage), replica, journal: standing(found) });
    for (const record of found.keys()) {
      last = record.at;
      if (isCall(record))
        round.enter(callKey(record.call.sbc, record.call.callId), record, elapsed - (now - record.at));
      else round.end(record);
    }
    round.write();
    repeats.dropBefore(elapsed - (now - last) - (policy?.repeatSeconds ?? 0) * 1000);
    at = next;
  }
  return last;
}

/** A restored call is up, but began before the second that counts: a start takes longer than that. */
const sessionsOf = (usage: UsageLedger): UsageLedger => ({
  ...usage,
  begin(key, call) {
    usage.end(key);
    usage.resume(key, call);
  },
});

/** A journal in which these records stand already: to write them is to say where. */
const standing = (found: ReadonlyMap<JournalRecord, Place>): Pick<Journal, "append"> => ({
  append: (records) => records.flatMap((record) => found.get(record) ?? []),
});

/** The first segment that was written to since an instant (milliseconds since 1970), the last one at any rate. */
async function firstNeeded(journal: Journal, since: number): Promise<Place> {
  let { segment } = journal.end();
  while (segment > journal.begin().segment && (await journal.lastWritten(segment - 1)) >= since) segment -= 1;
  return { segment, offset: 0 };
}
