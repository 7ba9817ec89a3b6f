import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { journalIn, temporaryDirectory } from "../../test/call-path.ts";
import { acme, call, midnight } from "../../test/subscriber.ts";
import type { Journal } from "./journal.ts";
import { citedPlace, isBefore, journalReference } from "../domain/place.ts";
import { type CallRecord, decodeBody, type EndRecord, type JournalRecord } from "./record.ts";
import { readRefusals } from "./refusals.ts";

const stamps = { at: midnight, planVersion: "v2", policyHash: "none", viewPosition: "7" };
const refusal = (callId: string): CallRecord => ({
  ...stamps,
  call: call({ callId, callingNumber: "Jürgen 📞" }),
  decision: { outcome: "refusal", customerId: acme, reason: "sessions-exceeded", evidence: [], retryAfterSeconds: 5 },
});
const emergency = (callId: string): CallRecord => ({
  ...stamps,
  call: call({ callId, calledNumber: "911" }),
  decision: { outcome: "emergency" },
});
const end = (callId: string): EndRecord => ({ sbc: "sbc-1", callId, at: midnight, cause: "reported", sipStatus: 200 });

async function everything(journal: Journal): Promise<readonly JournalRecord[]> {
  const records: JournalRecord[] = [];
  for (let at = journal.begin(); isBefore(at, journal.end()); ) {
    const { entries, next } = await journal.read(at);
    records.push(...entries.map(({ body }) => decodeBody(body)));
    at = next;
  }
  return records;
}

const segment = (directory: string, number = 1): string => join(directory, `000000000${number}.journal`);

describe("a journal", () => {
  it("gives back what was written, at the places it named", async () => {
    const journal = await journalIn(temporaryDirectory());
    const records = [refusal("a"), end("b"), emergency("c")];
    const places = journal.append(records);
    expect(await everything(journal)).toEqual(records);
    expect(places.map((place) => journal.callAt(place))).toEqual([records[0], undefined, records[2]]);
  });
  it("goes on behind what stands when it is opened again", async () => {
    const directory = temporaryDirectory();
    (await journalIn(directory)).append([refusal("a")]);
    const journal = await journalIn(directory);
    journal.append([refusal("b")]);
    expect(await everything(journal)).toEqual([refusal("a"), refusal("b")]);
  });
  it("is for its owner's eyes", async () => {
    const directory = join(temporaryDirectory(), "journal");
    (await journalIn(directory)).append([refusal("a")]);
    expect([statSync(directory).mode & 0o777, statSync(segment(directory)).mode & 0o777]).toEqual([0o700, 0o600]);
  });
  it("begins a segment when one is full, and reads across", async () => {
    const directory = temporaryDirectory();
    const journal = await journalIn(directory, 500);
    const records = ["a", "b", "c", "d"].map(refusal);
    for (const record of records) journal.append([record]);
    expect([readdirSync(directory).length, journal.end().segment]).toEqual([2, 2]);
    expect(await everything(journal)).toEqual(records);
  });
  it("reads a record that is longer than a chunk", async () => {
    const journal = await journalIn(temporaryDirectory());
    const long = emergency("x".repeat(400_000));
    journal.append([long, end("b")]);
    expect(await everything(journal)).toEqual([long, end("b")]);
  });
  it("is not writable from a write that fails until one would succeed, and holds nothing of the attempt", async () => {
    const directory = temporaryDirectory();
    const journal = await journalIn(directory, 1);
    const writable = [journal.writable()];
    journal.append([refusal("a")]);
    mkdirSync(segment(directory, 2));
    expect(() => journal.append([refusal("b")])).toThrow("EISDIR");
    writable.push(journal.writable());
    rmdirSync(segment(directory, 2));
    expect([...writable, journal.writable()]).toEqual([true, false, true]);
    expect(journal.end()).toEqual({ segment: 2, offset: 0 });
    journal.append([refusal("b")]);
    expect(await everything(journal)).toEqual([refusal("a"), refusal("b")]);
  });
  it("names no place where nothing is", async () => {
    const journal = await journalIn(temporaryDirectory());
    journal.append([refusal("a")]);
    expect([journal.callAt({ segment: 1, offset: 3 }), journal.callAt({ segment: 9, offset: 0 })]).toEqual([
      undefined,
      undefined,
    ]);
  });
});

describe("a record of a later version", () => {
  it("is refused, not misread", () => {
    const letter = Buffer.from("Y");
    expect(() => decodeBody(Buffer.concat([letter, Buffer.from(JSON.stringify(end("a")))]))).toThrow(
      "a journal record of kind 0x59 is not known here",
    );
  });
});

describe("a journal reference", () => {
  it("cites its place, and another text none", () => {
    const place = { segment: 12, offset: 3456 };
    expect([citedPlace(journalReference("attestation-1", place)), citedPlace("attestation-1:12")]).toEqual([
      place,
      undefined,
    ]);
  });
});

describe("what a crash leaves", () => {
  it.each([1, 7, 8, 100])("is cut: %i bytes of a record", async (bytes) => {
    const directory = temporaryDirectory();
    const before = await journalIn(directory);
    before.append([refusal("a")]);
    const whole = before.end();
    before.append([refusal("b")]);
    truncateSync(segment(directory), whole.offset + bytes);
    const journal = await journalIn(directory);
    expect([journal.end(), statSync(segment(directory)).size]).toEqual([whole, whole.offset]);
    journal.append([refusal("c")]);
    expect(await everything(journal)).toEqual([refusal("a"), refusal("c")]);
  });
  it("is kept beside the segment, for it may be damage", async () => {
    const directory = temporaryDirectory();
    const before = await journalIn(directory);
    before.append([refusal("a")]);
    const { offset } = before.end();
    appendFileSync(segment(directory), "torn");
    await journalIn(directory);
    expect(readFileSync(`${segment(directory)}.${offset}.cut`, "utf8")).toBe("torn");
  });
  it("is cut where it cannot be kept, too", async () => {
    const directory = temporaryDirectory();
    appendFileSync(segment(directory), "torn");
    mkdirSync(`${segment(directory)}.0.cut`);
    const journal = await journalIn(directory);
    journal.append([refusal("a")]);
    expect(await everything(journal)).toEqual([refusal("a")]);
  });
  it("is passed over where it stands in an older segment", async () => {
    const directory = temporaryDirectory();
    const journal = await journalIn(directory, 500);
    for (const callId of ["a", "b", "c"]) journal.append([refusal(callId)]);
    const damaged = readFileSync(segment(directory));
    damaged[damaged.length - 2] = 0;
    writeFileSync(segment(directory), damaged);
    expect(await everything(journal)).toEqual([refusal("a"), refusal("c")]);
  });
});

describe("a reader whose place is not of this journal", () => {
  it("is led on from beyond the end of a segment", async () => {
    const journal = await journalIn(temporaryDirectory(), 500);
    for (const record of ["a", "b", "c"].map(refusal)) journal.append([record]);
    const { entries, next } = await journal.read({ segment: 1, offset: 1_000_000 });
    expect([entries, next]).toEqual([[], { segment: 2, offset: 0 }]);
  });
  it("is led to the end from the middle of the last record", async () => {
    const journal = await journalIn(temporaryDirectory());
    journal.append([refusal("a")]);
    const { entries, next } = await journal.read({ segment: 1, offset: 3 });
    expect([entries, next]).toEqual([[], journal.end()]);
  });
});

describe("who looks for refused calls", () => {
  it("gets them, and is led to the end past everything else", async () => {
    const journal = await journalIn(temporaryDirectory());
    const [, first, , second] = journal.append([emergency("a"), refusal("b"), end("c"), refusal("d"), emergency("e")]);
    const { calls, next } = await readRefusals(journal, journal.begin());
    expect([calls.map(({ place }) => place), next]).toEqual([[first, second], journal.end()]);
    journal.append([emergency("f"), end("g")]);
    expect(await readRefusals(journal, next)).toEqual({ calls: [], next: journal.end() });
  });
});
