import { join } from "node:path";
import type { PolicySet } from "@rmp/events/policy-set";
import type { Log } from "@rmp/service-kit/log";
import { z } from "zod";
import { type PlaceFile, placeFile } from "../journal/place-file.ts";
import { partsOfKey } from "./call-key.ts";
import { openRound, type RoundDeps } from "./round.ts";

/** Every call that reached us up to then (milliseconds since 1970) has its end in the journal. */
export interface EndedUntil {
  readonly endedUntil: number;
}

const endedUntil = z.strictObject({ endedUntil: z.int() });

/** Up to when the calls in a journal are ended: a restart looks no further back, and no less far. */
export const endedPlaceIn = (directory: string, fsync = false): PlaceFile<EndedUntil> =>
  placeFile(join(directory, "ended.place.json"), (json) => endedUntil.parse(json), fsync);

/** The saved time; 0 where there is none, or none that can be read: it only spares a restart the older segments. */
export function endedUntilIn(place: PlaceFile<EndedUntil>, log: Log): number {
  try {
    return place.read()?.endedUntil ?? 0;
  } catch (error) {
    log.error({ error }, "ended.place.json unreadable: the whole journal is read");
    return 0;
  }
}

export interface LongestDeps extends RoundDeps {
  /** As the queue has it: nothing is journaled yet that came later. */
  readonly settledUntil: () => number;
  /** Milliseconds on a clock that nobody sets. */
  readonly elapsed: () => number;
  readonly policy: () => PolicySet["calls"] | undefined;
  readonly place: PlaceFile<EndedUntil>;
  readonly log: Log;
}

const HOUR = 3_600_000;

/**
 * Plan V, C-V-05: no call lasts longer than the policy says: what is up since then has lost its end, and gets one that
 * says so. To be called at the start and then now and then, whether calls come or not; what fails is said, and left to
 * the next time. A clock that is set ends no call.
 */
export function endLongest(deps: LongestDeps): () => void {
  const { settledUntil, elapsed, place, log } = deps;
  const ahead = settledUntil() - elapsed();
  return () => {
    const policy = deps.policy();
    if (!policy) return;
    const [now, present] = [settledUntil(), elapsed()];
    const longest = policy.longestCallHours * HOUR;
    try {
      endSince(present - longest, now, deps);
      // A clock that was set forward is ahead of calls that are still up.
      place.save({ endedUntil: Math.floor(Math.min(now, present + ahead)) - longest });
    } catch (error) {
      log.warn({ error }, "calls without an end not ended yet");
    }
  };
}

function endSince(since: number, now: number, deps: RoundDeps): void {
  const round = openRound(deps);
  for (const key of deps.usage.upSince(since))
    round.end({ ...partsOfKey(key), at: now, cause: "end-unknown", sipStatus: 0 });
  try {
    round.write();
  } catch (error) {
    round.takeBack();
    throw error;
  }
}
