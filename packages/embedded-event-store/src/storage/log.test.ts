import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Expected } from "../rules/append.ts";
import { openDatabase } from "./database.ts";
import type { NewEvent } from "./event-table.ts";
import { type Append, type AppendResult, createLog, type Log } from "./log.ts";

const event = (id: string): NewEvent => ({
  id,
  type: "Noted",
  json: true,
  data: Buffer.from(`{"id":"${id}"}`),
  metadata: Buffer.alloc(0),
});

const append = (stream: string, expected: Expected, ...ids: string[]): Append => ({
  stream,
  expected,
  events: ids.map(event),
  deadline: Number.POSITIVE_INFINITY,
});

const writing = (log: Log, request: Append): Promise<AppendResult> =>
  new Promise((resolve) => log.append(request, resolve));

const idsOf = (log: Log, stream: string) => log.streamPage(stream, "forwards", 0).map(({ id }) => id);

describe("group commit", () => {
  test("appends of one turn see each other, in the order they came", async () => {
    const log = createLog(openDatabase("memory"));
    const results = await Promise.all([
      writing(log, append("a", "no-stream", "1")),
      writing(log, append("a", "no-stream", "2")),
      writing(log, append("a", 0, "3")),
      writing(log, append("a", "no-stream", "1")),
    ]);
    expect(results.map((result) => [result.kind, "revision" in result && result.revision])).toEqual([
      ["written", 0],
      ["wrong-expected-version", false],
      ["written", 1],
      ["written", 0],
    ]);
    expect(results[3]).toEqual(results[0]);
    expect(idsOf(log, "a")).toEqual(["1", "3"]);
  });

  test("an append whose deadline has passed is not made", async () => {
    const log = createLog(openDatabase("memory"));
    expect(await writing(log, { ...append("a", "any", "1"), deadline: Date.now() - 1 })).toEqual({ kind: "timeout" });
    expect(idsOf(log, "a")).toEqual([]);
  });

  test("closing commits and answers what is queued", async () => {
    const log = createLog(openDatabase("memory"));
    const result = writing(log, append("a", "any", "1"));
    log.close();
    expect((await result).kind).toBe("written");
  });

  test("who waits is woken by a commit, and by the end of its patience", async () => {
    const log = createLog(openDatabase("memory"));
    const leaving = new AbortController();
    const woken = [log.committed(new AbortController().signal), log.committed(leaving.signal)];
    leaving.abort();
    await woken[1];
    await writing(log, append("a", "any", "1"));
    await woken[0];
    await log.committed(leaving.signal);
  });
});

test("after a refused write the group is undone and nothing is acknowledged any more", async () => {
  const database = openDatabase("memory");
  const failures: unknown[] = [];
  const log = createLog(database, (error) => failures.push(error));
  await writing(log, append("a", "any", "1"));
  const { page_count: pages } = database.prepare("PRAGMA page_count").get() ?? {};
  database.exec(`PRAGMA max_page_count = ${String(pages)}`);
  const large = { ...event("3"), data: Buffer.alloc(100_000) };

  const results = await Promise.all([
    writing(log, append("a", "any", "2")),
    writing(log, { ...append("a", "any"), events: [large] }),
  ]);
  database.exec("PRAGMA max_page_count = 1000000");
  const later = await writing(log, append("a", "any", "4"));

  expect([...results, later].map(({ kind }) => kind)).toEqual(["failed", "failed", "failed"]);
  expect(failures.map(String)).toEqual(["Error: database or disk is full"]);
  expect(idsOf(log, "a")).toEqual(["1"]);
});

test("whatever is appended in whatever groups, the log is what a list of accepted appends would be", async () => {
  const request = fc.record({
    stream: fc.constantFrom("a", "b"),
    expected: fc.oneof(fc.constantFrom<Expected>("no-stream", "any", "stream-exists"), fc.nat({ max: 6 })),
    ids: fc.array(fc.constantFrom("1", "2", "3", "4", "5", "6"), { maxLength: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(request, { minLength: 1, maxLength: 4 }), { maxLength: 6 }), async (groups) => {
      const log = createLog(openDatabase("memory"));
      const accepted: Record<string, string[]> = { a: [], b: [] };
      let head = 0;
      for (const group of groups) {
        const results = await Promise.all(
          group.map(({ stream, expected, ids }) => writing(log, append(stream, expected, ...ids))),
        );
        results.forEach((result, index) => {
          if (result.kind !== "written" || result.position <= head) return;
          head = result.position;
          accepted[group[index]?.stream ?? ""]?.push(...(group[index]?.ids ?? []));
        });
      }
      for (const stream of ["a", "b"]) {
        const events = log.streamPage(stream, "forwards", 0);
        expect(events.map(({ id }) => id)).toEqual(accepted[stream]);
        expect(events.map(({ revision }) => revision)).toEqual(events.map((_, index) => index));
      }
      const positions = log.logPage("forwards", 0).map(({ position }) => position);
      expect(positions).toEqual([...positions].sort((a, b) => a - b));
      log.close();
    }),
    { numRuns: 50 },
  );
});

test("a page ends before it holds much more than a megabyte", async () => {
  const log = createLog(openDatabase("memory"));
  const large = { ...event("1"), data: Buffer.alloc(400_000) };
  await writing(log, { ...append("a", "any"), events: [large, large, large, large] });
  expect(log.streamPage("a", "forwards", 0).length).toBe(3);
});
