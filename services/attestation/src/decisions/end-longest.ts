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
export const endedPlaceIn = (directory: string): PlaceFile<EndedUntil> =>
  placeFile(join(directory, "ended.place.json"), (json) => endedUntil.parse(json));

export interface LongestDeps extends RoundDeps {
  /** As the queue has it: nothing is journaled yet that came later. */
  readonly settledUntil: () => number;
  readonly policy: () => PolicySet["calls"] | undefined;
  readonly place: PlaceFile<EndedUntil>;
  readonly log: Log;
}

const HOUR = 3_600_000;

/**
 * Plan V, C-V-05: no call lasts longer than the policy says: what is up since then has lost its end, and gets one that
 * says so. To be called at the start and then now and then, whether calls come or not; what fails is said, and left to
 * the next time.
 */
export const endLongest = (deps: LongestDeps) => (): void => {
  const policy = deps.policy();
  if (!policy) return;
  const now = deps.settledUntil();
  const since = now - policy.longestCallHours * HOUR;
  try {
    endSince(since, now, deps);
    deps.place.save({ endedUntil: since });
  } catch (error) {
    deps.log.warn({ error }, "calls without an end not ended yet");
  }
};

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
