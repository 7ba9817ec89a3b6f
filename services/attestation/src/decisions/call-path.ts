import type { PolicySet } from "@rmp/events/policy-set";
import type { Log } from "@rmp/service-kit/log";
import { journalReference } from "../domain/place.ts";
import { createUsageLedger } from "../domain/usage.ts";
import type { Journal } from "../journal/journal.ts";
import type { PlaceFile } from "../journal/place-file.ts";
import { type CallQueue, type Clocks, createCallQueue } from "./call-queue.ts";
import { createWorkDecider, type DecisionDeps } from "./decide-works.ts";
import { emergenciesAlone } from "./emergencies-alone.ts";
import { type EndedUntil, endLongest } from "./end-longest.ts";
import { createRepeats } from "./repeats.ts";
import { restoreFromJournal } from "./restore.ts";
import { sayFailures } from "./say-failures.ts";

/** Takes every call: an emergency call passes from the first moment, the others are decided once the path is open. */
export interface CallPath extends CallQueue {
  /** Counts what the journal holds, by the policy in force: the views come first. */
  open(): Promise<void>;
  /** Ends what is up for too long; to be called now and then. */
  endLongest(): void;
}

export interface CallPathDeps extends Omit<DecisionDeps, "usage" | "repeats"> {
  readonly journal: Journal;
  readonly ended: PlaceFile<EndedUntil>;
  readonly clocks: Clocks;
  readonly log: Log;
}

export function createCallPath({ ended, clocks, log, ...deps }: CallPathDeps): CallPath {
  const { journal, replica, inForce } = deps;
  const policy = (): PolicySet["calls"] | undefined => inForce(clocks.now())?.policy.policySet.calls;
  // With counts of its own, in which nothing is ever counted: what is restored meanwhile is not to be touched.
  const atFirst = createWorkDecider({ ...deps, usage: createUsageLedger(), repeats: createRepeats(() => undefined) });
  let queue = createCallQueue(emergenciesAlone(sayFailures(atFirst, log)), clocks, 0);
  let endWhatIsUp = (): void => {};
  return {
    submit: (work, done) => queue.submit(work, done),
    settledUntil: () => queue.settledUntil(),
    endLongest: () => endWhatIsUp(),
    async open() {
      const usage = createUsageLedger();
      const repeats = createRepeats((place) => {
        const record = journal.callAt(place);
        return record && { record, reference: journalReference(replica, place) };
      });
      const counted = { usage, repeats, journal, replica };
      const lastCallAt = await restoreFromJournal(journal, counted, {
        now: clocks.now(),
        elapsed: clocks.elapsed(),
        policy: policy(),
        endedUntil: ended.read()?.endedUntil ?? 0,
      });
      queue = createCallQueue(sayFailures(createWorkDecider({ ...deps, ...counted }), log), clocks, lastCallAt);
      const { settledUntil } = queue;
      endWhatIsUp = endLongest({ ...counted, settledUntil, policy, place: ended, log });
      endWhatIsUp();
    },
  };
}
