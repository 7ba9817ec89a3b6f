import type { UsageLedger } from "../domain/usage.ts";
import type { Journal } from "../journal/journal.ts";
import { journalReference } from "../domain/place.ts";
import { type CallRecord, type EndRecord, isEmergencyCall, type JournalRecord } from "../journal/record.ts";
import { callKey } from "./call-key.ts";
import type { Journaled, Repeats } from "./repeats.ts";

/** What is decided together: counted as it is decided, then written with one write or taken back as a whole. */
export interface Round {
  /** The end of a call; one that is not up changes nothing. */
  end(end: EndRecord): void;
  /** A decided call, under its key; `elapsed` as `Usage` has it. Its reference is set when the round is written. */
  enter(key: string, record: CallRecord, elapsed: number): Journaled;
  /** Throws where the journal does. */
  write(): void;
  /** Uncounts everything. Emergency calls, which are never counted, stay to be written; nothing else does. */
  takeBack(): void;
}

/** Where a round is counted and written. */
export interface RoundDeps {
  readonly usage: UsageLedger;
  readonly repeats: Repeats;
  readonly journal: Pick<Journal, "append">;
  readonly replica: string;
}

/** A record to be written, and what is to be told about its place; nothing for an end. */
interface Entered {
  readonly record: JournalRecord;
  readonly journaled?: Journaled;
  /** Where a repeat is to find it. */
  readonly repeat?: { readonly key: string; readonly elapsed: number };
}

export function openRound({ usage, repeats, journal, replica }: RoundDeps): Round {
  let entered: Entered[] = [];
  const undo: (() => void)[] = [];

  const stop = (key: string): boolean => {
    const call = usage.end(key);
    if (call) undo.push(() => usage.resume(key, call));
    return call !== undefined;
  };

  return {
    end(end) {
      if (!stop(callKey(end.sbc, end.callId))) return;
      entered.push({ record: end });
    },
    enter(key, record, elapsed) {
      const journaled = { record, reference: "" };
      const { decision } = record;
      // Nothing of an emergency call is counted or remembered: nothing may stand in the way of the next.
      if (decision.outcome === "emergency") {
        entered.push({ record, journaled });
        return journaled;
      }
      entered.push({ record, journaled, repeat: { key, elapsed } });
      // Its id is given again, so the call that had it is over.
      stop(key);
      if (decision.outcome === "permit") {
        usage.begin(key, { customerId: decision.customerId, elapsed });
        undo.push(() => usage.withdraw(key));
      }
      repeats.remember(key, elapsed, journaled);
      undo.push(() => repeats.forget(key));
      return journaled;
    },
    write() {
      if (entered.length === 0) return;
      journal.append(entered.map(({ record }) => record)).forEach((place, index) => {
        const { journaled, repeat } = entered[index] ?? {};
        if (journaled) journaled.reference = journalReference(replica, place);
        if (repeat) repeats.journaled(repeat.key, repeat.elapsed, place);
      });
    },
    takeBack() {
      for (const one of undo.splice(0).reverse()) one();
      entered = entered.filter(({ record }) => isEmergencyCall(record));
    },
  };
}
