import type { PolicySet } from "@rmp/events/policy-set";
import type { UsageLedger } from "../domain/usage.ts";
import type { Journal } from "../journal/journal.ts";
import { isBefore, type Place } from "../domain/place.ts";
import { decodeBody, isCall, type JournalRecord } from "../journal/record.ts";
import { callKey } from "./call-key.ts";
import { openRound, type RoundDeps } from "./round.ts";

/** What a journal is read with when its replica starts. */
export interface Restart {
  /** The present: milliseconds since 1970. */
  readonly now: number;
  /** The same moment in milliseconds that nobody sets. */
  readonly elapsed: number;
  /** Undefined where none is in force: no decision is repeated then. */
  readonly policy: PolicySet["calls"] | undefined;
  /** Calls that reached us before (milliseconds since 1970) are ended. */
  readonly endedUntil: number;
}

/**
 * Counts again what the journal holds since all calls were ended: after a restart, whatever the pause, the sessions are
 * those of the calls without an end, and repeats are answered as before. Answers the time of the last record, 0 where
 * there is none.
 */
export async function restoreFromJournal(
  journal: Journal,
  { repeats, usage, replica }: Omit<RoundDeps, "journal">,
  { now, elapsed, policy, endedUntil }: Restart,
): Promise<number> {
  let last = 0;
  let at = await firstNeeded(journal, endedUntil);
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

/** By so little, at most, a file's time is behind those of its records: the queue does not show small steps back. */
const BEHIND_MS = 2_000;

/** The first segment that may hold calls since an instant (milliseconds since 1970), the last one at any rate. */
async function firstNeeded(journal: Journal, since: number): Promise<Place> {
  let { segment } = journal.end();
  while (segment > journal.begin().segment && (await journal.lastWritten(segment - 1)) >= since - BEHIND_MS)
    segment -= 1;
  return { segment, offset: 0 };
}
