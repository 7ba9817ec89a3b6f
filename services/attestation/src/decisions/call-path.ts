import { asleep, persist, type Wait } from "@rmp/event-store/persist";
import type { PolicySet } from "@rmp/events/policy-set";
import type { Log } from "@rmp/service-kit/log";
import { journalReference } from "../domain/place.ts";
import { createUsageLedger } from "../domain/usage.ts";
import type { Journal } from "../journal/journal.ts";
import type { PlaceFile } from "../journal/place-file.ts";
import { type CallQueue, type Clocks, createCallQueue } from "./call-queue.ts";
import { createWorkDecider, type DecisionDeps } from "./decide-works.ts";
import { emergenciesAlone } from "./emergencies-alone.ts";
import { type EndedUntil, endedUntilIn, endLongest } from "./end-longest.ts";
import { createRepeats } from "./repeats.ts";
import { restoreFromJournal } from "./restore.ts";
import { sayFailures } from "./say-failures.ts";

/** Takes every call: an emergency call passes at every moment, the others are decided while the path is open. */
export interface CallPath extends CallQueue {
  /**
   * Counts what the journal holds, by the policy in force: the views come first. Tries until it can. The path is open
   * from then on until `viewless` aborts, with whose reason this rejects where that comes first.
   */
  open(viewless: AbortSignal): Promise<void>;
  /** Ends what is up for too long; to be called now and then. */
  endLongest(): void;
}

export interface CallPathDeps extends Omit<DecisionDeps, "usage" | "repeats"> {
  readonly journal: Journal;
  readonly ended: PlaceFile<EndedUntil>;
  readonly clocks: Clocks;
  readonly log: Log;
  readonly wait?: Wait;
}

export function createCallPath({ ended, clocks, log, wait = asleep, ...deps }: CallPathDeps): CallPath {
  const { journal, replica, inForce } = deps;
  const policy = (): PolicySet["calls"] | undefined => inForce(clocks.now())?.policy.policySet.calls;
  // With counts of its own, in which nothing is ever counted: what is restored meanwhile is not to be touched.
  const apart = createWorkDecider({ ...deps, usage: createUsageLedger(), repeats: createRepeats(() => undefined) });
  const emergencies = emergenciesAlone(sayFailures(apart, log));
  let queue = createCallQueue(emergencies, clocks, 0);
  let endWhatIsUp = (): void => {};

  const restored = async () => {
    const usage = createUsageLedger();
    const repeats = createRepeats((place) => {
      const record = journal.callAt(place);
      return record && { record, reference: journalReference(replica, place) };
    });
    const lastCallAt = await restoreFromJournal(
      journal,
      { usage, repeats, replica },
      {
        now: clocks.now(),
        elapsed: clocks.elapsed(),
        policy: policy(),
        endedUntil: endedUntilIn(ended, log),
      },
    );
    return { counted: { usage, repeats, journal, replica }, lastCallAt };
  };

  const tryToRestore = async () => {
    try {
      return await restored();
    } catch (error) {
      log.error({ error }, "the journal cannot be counted: emergency calls alone");
      return undefined;
    }
  };

  return {
    submit: (work, done) => queue.submit(work, done),
    settledUntil: () => queue.settledUntil(),
    endLongest: () => endWhatIsUp(),
    async open(viewless) {
      const { counted, lastCallAt } = await persist(tryToRestore, { wait, signal: viewless });
      const all = sayFailures(createWorkDecider({ ...deps, ...counted }), log);
      queue = createCallQueue((works) => (viewless.aborted ? emergencies : all)(works), clocks, lastCallAt);
      const { settledUntil } = queue;
      endWhatIsUp = endLongest({ ...counted, settledUntil, elapsed: clocks.elapsed, policy, place: ended, log });
      endWhatIsUp();
    },
  };
}
