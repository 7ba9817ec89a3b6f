import { readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createLog } from "@rmp/service-kit/log";
import { describe, expect, it } from "vitest";
import { journalIn, openSigner, replica, silent, startedReplica, temporaryDirectory } from "../../test/call-path.ts";
import { acme, inForce, midnight, onBoard } from "../../test/subscriber.ts";
import { isBefore } from "../domain/place.ts";
import type { Journal } from "../journal/journal.ts";
import { createCallView } from "../projections/call-view.ts";
import { decodeBody, type EndRecord, isCall, type JournalRecord } from "../journal/record.ts";
import { createCallPath } from "./call-path.ts";
import { endedPlaceIn, endedUntilIn } from "./end-longest.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The ends that the journal holds. */
async function endsIn(journal: Journal): Promise<readonly JournalRecord[]> {
  const records: JournalRecord[] = [];
  for (let at = journal.begin(); isBefore(at, journal.end()); ) {
    const { entries, next } = await journal.read(at);
    records.push(...entries.map(({ body }) => decodeBody(body)));
    at = next;
  }
  return records.filter((record) => !isCall(record));
}

const unknownEnd = (callId: string, at: number): EndRecord => ({
  sbc: "sbc-1",
  callId,
  at: midnight + at,
  cause: "end-unknown",
  sipStatus: 0,
});

/** Makes the journal as old as what it holds says. */
const written = (directory: string, at: number): void =>
  readdirSync(directory)
    .filter((name) => name.endsWith(".journal"))
    .forEach((name) => utimesSync(join(directory, name), midnight / 1000, (midnight + at) / 1000));

const always = new AbortController().signal;

/** A call path on a journal, whose clocks are the test's. */
async function starting(directory: string, clock: { readonly now: number; readonly elapsed: number }) {
  const journal = await journalIn(directory);
  const path = createCallPath({
    facts: createCallView(),
    viewPosition: () => "700",
    viewAgeMs: () => 0,
    inForce: () => inForce,
    signer: openSigner,
    journal,
    ended: endedPlaceIn(directory),
    replica,
    newOriginationId: () => "",
    manipulationSeen: () => {},
    clocks: { now: () => clock.now, elapsed: () => clock.elapsed },
    log: silent,
  });
  return { path, journal };
}

describe("Plan V, C-V-05: a call without an end", () => {
  it("is ended after the longest call, in the journal too, though no other call comes", async () => {
    const { ask, endLongest, usage, journal } = await startedReplica(temporaryDirectory());
    ask(0);
    ask(10_000, { callId: "later" });
    endLongest(DAY - 1);
    expect(usage.sessions(acme)).toBe(2);
    endLongest(DAY);
    expect([usage.sessions(acme), await endsIn(journal)]).toEqual([1, [unknownEnd("call-1", DAY)]]);
  });

  it.each([
    ["longer", 3 * DAY],
    ["shorter", 20 * HOUR],
  ])("is ended by a restart after a pause that was %s than that", async (_, pause) => {
    const directory = temporaryDirectory();
    const before = await startedReplica(directory, onBoard, { segmentBytes: 500 });
    before.ask(0, { callId: "lost" });
    before.endLongest(0);
    for (const callId of ["a", "b"]) {
      before.ask(20 * HOUR, { callId });
      before.end(20 * HOUR, callId);
    }
    expect(before.journal.end().segment).toBeGreaterThan(1);
    written(directory, 20 * HOUR);
    const startsAt = 20 * HOUR + pause;
    const after = await startedReplica(directory, onBoard, { startsAt });
    expect(after.usage.sessions(acme)).toBe(1);
    after.endLongest(startsAt);
    expect([after.usage.sessions(acme), (await endsIn(after.journal)).at(-1)]).toEqual([
      0,
      unknownEnd("lost", startsAt),
    ]);
  });

  it("is ended when the call path opens, before a call is decided", async () => {
    const directory = temporaryDirectory();
    (await startedReplica(directory)).ask(0);
    const { path, journal } = await starting(directory, { now: midnight + 3 * DAY, elapsed: 0 });
    path.endLongest();
    expect(await endsIn(journal)).toEqual([]);
    await path.open(always);
    expect(await endsIn(journal)).toEqual([unknownEnd("call-1", 3 * DAY)]);
  });

  it("is not ended by a clock that is set forward, nor left out by the next restart", async () => {
    const directory = temporaryDirectory();
    (await startedReplica(directory)).ask(0);
    const clock = { now: midnight + 1_000, elapsed: 10 };
    const { path, journal } = await starting(directory, clock);
    await path.open(always);
    const pass = (now: number, elapsed: number): void => {
      clock.now += now;
      clock.elapsed += elapsed;
      path.endLongest();
    };
    pass(2 * DAY, 500);
    expect([await endsIn(journal), endedPlaceIn(directory).read()]).toEqual([
      [],
      { endedUntil: midnight + 1_500 - DAY },
    ]);
    pass(DAY, DAY);
    expect(await endsIn(journal)).toEqual([unknownEnd("call-1", 3 * DAY + 1_000)]);
  });

  it("is up again, and ended the next time, where the journal cannot be written", async () => {
    const directory = temporaryDirectory();
    let fails = false;
    const { ask, endLongest, usage } = await startedReplica(directory, onBoard, {
      append(records) {
        if (fails) throw new Error("no space left");
        return records.map((_, offset) => ({ segment: 1, offset }));
      },
    });
    ask(0);
    fails = true;
    endLongest(DAY);
    expect(usage.sessions(acme)).toBe(1);
    fails = false;
    endLongest(DAY);
    expect(usage.sessions(acme)).toBe(0);
  });
});

describe("a restart", () => {
  it("passes over the segments whose calls are all ended", async () => {
    const directory = temporaryDirectory();
    const before = await startedReplica(directory, onBoard, { segmentBytes: 500 });
    for (const callId of ["a", "b", "c"]) before.ask(0, { callId });
    written(directory, 0);
    const { segment } = before.journal.end();
    before.endLongest(3 * DAY);
    const after = await startedReplica(directory, onBoard, { startsAt: 3 * DAY });
    expect([segment, after.restoredFrom]).toEqual([3, { segment: 4, offset: 0 }]);
  });

  it("reads the whole journal where it cannot read how far the calls are ended, and says so", async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, "ended.place.json"), "");
    const lines: string[] = [];
    const log = createLog("test", { write: (line: string) => lines.push(line) });
    expect(endedUntilIn(endedPlaceIn(directory), log)).toBe(0);
    expect(lines.map((line) => /"level":"(\w+)".*"msg":"([^"]+)"/.exec(line)?.slice(1))).toEqual([
      ["error", "ended.place.json unreadable: the whole journal is read"],
    ]);
  });
});
