import { describe, expect, it } from "vitest";
import { call } from "../../test/subscriber.ts";
import { createCallQueue } from "./call-queue.ts";
import type { Answered, Work } from "./work.ts";

const nextTick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A queue that writes down what it hands over, and answers nothing. */
function watched(clock: readonly number[] = [1000], notBefore = 0) {
  const handed: (readonly Work[])[] = [];
  const times = clock.values();
  let now = 0;
  const queue = createCallQueue(
    (works) => {
      handed.push(works);
      return works.map((): Answered => ({ answers: [], failure: undefined }));
    },
    {
      now: () => {
        now = times.next().value ?? now;
        return now;
      },
      elapsed: () => 7,
    },
    notBefore,
  );
  return { handed, queue };
}

const work = (calls: number) => ({ sbc: "sbc-1", ends: [], calls: Array.from({ length: calls }, () => call()) });
const nobody = (): void => {};

describe("the call queue", () => {
  it("hands over together what came in one tick, in its order", async () => {
    const { handed, queue } = watched();
    for (const calls of [1, 2, 3]) queue.submit(work(calls), nobody);
    expect(handed).toEqual([]);
    await nextTick();
    expect(handed.map((works) => works.map(({ calls }) => calls.length))).toEqual([[1, 2, 3]]);
  });
  it("hands over 256 calls in one go at most, but no message in pieces", async () => {
    const { handed, queue } = watched();
    for (const calls of [200, 56, 1, 256, 300, 1]) queue.submit(work(calls), nobody);
    for (let tick = 0; tick < 5; tick += 1) await nextTick();
    expect(handed.map((works) => works.map(({ calls }) => calls.length))).toEqual([[200, 56], [1], [256], [300], [1]]);
  });
  it("answers each message by its own answer", async () => {
    const { queue } = watched();
    const answered: string[] = [];
    for (const name of ["a", "b"]) queue.submit(work(1), () => answered.push(name));
    await nextTick();
    expect(answered).toEqual(["a", "b"]);
  });
  it("stamps times that do not go back by a small step, behind the journal's last one too", async () => {
    const { handed, queue } = watched([900, 1000, 900, 1100], 950);
    for (let n = 0; n < 4; n += 1) queue.submit(work(1), nobody);
    await nextTick();
    expect(handed.flat().map(({ at, elapsed }) => [at, elapsed])).toEqual([
      [950, 7],
      [1000, 7],
      [1000, 7],
      [1100, 7],
    ]);
  });
  it("follows a clock that was wrong by more", async () => {
    const { handed, queue } = watched([100_000, 98_999, 99_000]);
    for (let n = 0; n < 3; n += 1) queue.submit(work(1), nobody);
    await nextTick();
    expect(handed.flat().map(({ at }) => at)).toEqual([100_000, 98_999, 99_000]);
  });
  it("says that everything is settled up to the oldest that waits, and up to now when nothing does", async () => {
    const { queue } = watched([1000, 1500, 2000]);
    queue.submit(work(1), nobody);
    expect(queue.settledUntil()).toBe(1000);
    await nextTick();
    expect([queue.settledUntil(), queue.settledUntil()]).toEqual([1500, 2000]);
  });
});
