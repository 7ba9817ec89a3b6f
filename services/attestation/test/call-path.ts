import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PassportClaims } from "@rmp/passport/passport";
import type { Signer } from "@rmp/passport/signer";
import { createLog } from "@rmp/service-kit/log";
import { onTestFinished } from "vitest";
import { createWorkDecider } from "../src/decisions/decide-works.ts";
import { endedPlaceIn, endLongest } from "../src/decisions/end-longest.ts";
import { createRepeats } from "../src/decisions/repeats.ts";
import { restoreFromJournal } from "../src/decisions/restore.ts";
import type { Answer, Work } from "../src/decisions/work.ts";
import { createUsageLedger } from "../src/domain/usage.ts";
import { type Journal, openJournal } from "../src/journal/journal.ts";
import { journalReference, type Place } from "../src/domain/place.ts";
import { createCallView } from "../src/projections/call-view.ts";
import { call, inForce, midnight, onBoard, policy, recorded, type Standing } from "./subscriber.ts";

// A call path as `start.ts` makes it, without gRPC, store and keys.

export const silent = createLog("test", { write: () => {} });
export const replica = "attestation-1";

/** A directory that goes with the test. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "rmp-journal-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

export async function journalIn(directory: string, segmentBytes = 1_000_000): Promise<Journal> {
  const journal = await openJournal({ directory, segmentBytes, fsync: false, log: silent });
  onTestFinished(() => journal[Symbol.dispose]());
  return journal;
}

/** Signs with its claims in clear. */
export const openSigner: Signer = {
  x5u: "https://x5u.example/chain.pem",
  spc: "1234",
  notBefore: new Date(midnight),
  notAfter: new Date(midnight + 86_400_000 * 365),
  signBatch: (items: readonly PassportClaims[]) => items.map((claims) => JSON.stringify(claims)),
};

interface Circumstances {
  readonly signer?: Signer;
  readonly append?: Journal["append"];
  readonly segmentBytes?: number;
  /** When the replica starts, in milliseconds after midnight. */
  readonly startsAt?: number;
}

/** A replica that has folded the events and restored its journal; another one on the same directory is its restart. */
export async function startedReplica(
  directory: string,
  events: readonly Standing[] = onBoard,
  { signer = openSigner, append, segmentBytes, startsAt = 0 }: Circumstances = {},
) {
  const facts = createCallView();
  const learn = (...news: readonly Standing[]): void => news.forEach((event) => facts.apply(recorded(event)));
  learn(...events);
  const journal = await journalIn(directory, segmentBytes);
  const usage = createUsageLedger();
  const repeats = createRepeats((place) => {
    const record = journal.callAt(place);
    return record && { record, reference: journalReference(replica, place) };
  });
  let originations = 0;
  let manipulations = 0;
  const place = endedPlaceIn(directory);
  let restoredFrom: Place | undefined;
  const readOn: Journal["read"] = (from) => {
    restoredFrom ??= from;
    return journal.read(from);
  };
  const restoredUntil = await restoreFromJournal(
    { ...journal, read: readOn },
    { usage, repeats, replica },
    {
      now: midnight + startsAt,
      elapsed: startsAt,
      policy,
      endedUntil: place.read()?.endedUntil ?? 0,
    },
  );
  const counted = { usage, repeats, journal: { append: append ?? journal.append }, replica };
  const decide = createWorkDecider({
    facts,
    viewPosition: () => "700",
    viewAgeMs: () => 0,
    inForce: () => inForce,
    ...counted,
    signer,
    newOriginationId: () => `00000000-0000-4000-8000-${`${(originations += 1)}`.padStart(12, "0")}`,
    manipulationSeen: () => {
      manipulations += 1;
    },
  });
  /** Calls of one message, `at` milliseconds after midnight. */
  const message = (at: number, calls: Work["calls"], ends: Work["ends"] = []): Work => ({
    sbc: "sbc-1",
    at: midnight + at,
    elapsed: at,
    calls,
    ends,
  });
  return {
    journal,
    usage,
    learn,
    decide,
    message,
    restoredUntil,
    restoredFrom,
    manipulations: () => manipulations,
    /** Decides one call. */
    ask: (at: number, change: Parameters<typeof call>[0] = {}): Answer => {
      const [answered] = decide([message(at, [call(change)])]);
      const [answer] = answered?.answers ?? [];
      if (!answer) throw new Error("a call was not answered");
      return answer;
    },
    /** Ends the calls that are up too long. */
    endLongest: (at: number) =>
      endLongest({
        ...counted,
        settledUntil: () => midnight + at,
        elapsed: () => at,
        policy: () => policy,
        place,
        log: silent,
      })(),
    end: (at: number, callId = "call-1") => decide([message(at, [], [{ callId, sipStatus: 200 }])]),
  };
}

/** What a test compares of an answer: the outcome, or the code of the refusal, and where it is journaled. */
export function summary(answer: Answer | undefined): readonly string[] {
  if (answer?.kind !== "decided") return [answer?.kind ?? "none"];
  const { record, reference } = answer.journaled;
  const { decision } = record;
  return [decision.outcome === "refusal" ? decision.reason : decision.outcome, reference];
}
