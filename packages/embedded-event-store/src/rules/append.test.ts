import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Expected, eventSize, judgeAppend, type StreamFacts, type Verdict } from "./append.ts";

/** A stream as the ids of its events; everything written is also remembered. */
const stream = (...ids: string[]): StreamFacts => ({
  last: ids.length - 1,
  idAt: (revision) => ids[revision],
  recent: (id) => (ids.includes(id) ? ids.lastIndexOf(id) : undefined),
});

const write: Verdict = { kind: "write" };
const wrong: Verdict = { kind: "wrong-expected-version" };
const before = (last: number): Verdict => ({ kind: "written-before", last });

describe("may an append be written?", () => {
  const cases: [title: string, given: StreamFacts, expected: Expected, ids: string[], then: Verdict][] = [
    ["no-stream on a missing stream", stream(), "no-stream", ["a"], write],
    ["no-stream on a stream that stands", stream("a"), "no-stream", ["b"], wrong],
    ["no-stream, repeated", stream("a", "b"), "no-stream", ["a", "b"], before(1)],
    ["no-stream, repeated after others wrote", stream("a", "b", "c"), "no-stream", ["a"], before(0)],
    ["no-stream, repeated with more than was written", stream("a"), "no-stream", ["a", "b"], wrong],
    ["the last revision", stream("a", "b"), 1, ["c"], write],
    ["a revision not reached", stream("a"), 1, ["c"], wrong],
    ["a revision of a missing stream", stream(), 0, ["a"], wrong],
    ["an old revision", stream("a", "b"), 0, ["c"], wrong],
    ["an old revision, repeated", stream("a", "b", "c", "d"), 0, ["b", "c"], before(2)],
    ["an old revision, repeated in another order", stream("a", "b", "c"), 0, ["c", "b"], wrong],
    ["an old revision, the first repeated and then another", stream("a", "b", "c"), 0, ["b", "x"], wrong],
    ["the last revision with an id that stands", stream("a"), 0, ["a"], write],
    ["any, unknown ids", stream("a"), "any", ["b"], write],
    ["any, known ids", stream("a", "b", "c"), "any", ["a", "b"], before(1)],
    ["any, known ids in another order: the last looked up counts", stream("a", "b"), "any", ["b", "a"], before(0)],
    ["any, known and then unknown", stream("a"), "any", ["a", "b"], wrong],
    ["any, unknown and then known", stream("a"), "any", ["b", "a"], write],
    ["stream-exists on a missing stream", stream(), "stream-exists", ["a"], wrong],
    ["stream-exists, unknown ids", stream("a"), "stream-exists", ["b"], write],
    ["stream-exists, known ids", stream("a"), "stream-exists", ["a"], before(0)],
    ["nothing, on the last revision", stream("a"), 0, [], write],
    ["nothing, on an old revision", stream("a", "b"), 0, [], wrong],
    ["nothing, on any", stream("a"), "any", [], write],
  ];
  test.each(cases)("%s", (_title, given, expected, ids, then) => {
    expect(judgeAppend(ids, expected, given)).toEqual(then);
  });
});

describe("whatever was appended before", () => {
  const id = fc.constantFrom("a", "b", "c", "d", "e");
  const expected = fc.oneof(
    fc.constantFrom<Expected>("no-stream", "any", "stream-exists"),
    fc.integer({ min: 0, max: 8 }),
  );
  const append = fc.record({ ids: fc.array(id, { maxLength: 3 }), expected });

  /** Appends one after the other; the log after each, beside what was answered. */
  function play(appends: readonly { ids: string[]; expected: Expected }[]) {
    const log: string[] = [];
    return appends.map(({ ids, expected }) => {
      const given = [...log];
      const verdict = judgeAppend(ids, expected, stream(...given));
      if (verdict.kind === "write") log.push(...ids);
      return { given, ids, expected, verdict };
    });
  }
  const plays = fc.array(append, { maxLength: 12 }).map(play);

  test("a revision is written at exactly when it is the last", () => {
    fc.assert(
      fc.property(plays, (steps) => {
        for (const { given, expected, verdict } of steps) {
          if (expected === "any" || expected === "stream-exists") continue;
          const after = expected === "no-stream" ? -1 : expected;
          expect(verdict.kind === "write").toBe(after === given.length - 1);
        }
      }),
    );
  });

  test("what is called written before stands where its answer says", () => {
    fc.assert(
      fc.property(plays, (steps) => {
        for (const { given, ids, expected, verdict } of steps) {
          if (verdict.kind !== "written-before") continue;
          expect(given[verdict.last]).toBe(ids.at(-1));
          if (typeof expected !== "number") continue;
          expect(given.slice(expected + 1, verdict.last + 1)).toEqual(ids);
        }
      }),
    );
  });

  test("an append at a revision, repeated later, answers as it was answered", () => {
    fc.assert(
      fc.property(plays, plays, (earlier, later) => {
        const log = earlier.flatMap(({ ids, verdict }) => (verdict.kind === "write" ? ids : []));
        const after = log.length - 1;
        const ids = ["x", "y"];
        const since = later.flatMap((step) => step.ids);
        const verdict = judgeAppend(ids, after < 0 ? "no-stream" : after, stream(...log, ...ids, ...since));
        expect(verdict).toEqual(before(after + 2));
      }),
    );
  });
});

test("an event's size is its data, its metadata and two bytes for each character of its type", () => {
  expect(eventSize({ type: "Paid", data: Buffer.alloc(10), metadata: Buffer.alloc(3) })).toBe(21);
});
