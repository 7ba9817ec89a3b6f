import { describe, expect, test } from "vitest";
import { appendLane } from "./append-lane.ts";
import { untilAborted } from "./until-aborted.ts";

/** A lane whose clock is the test's: `pass(5)` ends every wait of 5 ms. */
const setUp = (capacity = 2) => {
  const timers = new Set<{ readonly milliseconds: number; readonly ring: () => void }>();
  let hangUps = 0;
  const lane = appendLane({
    capacity,
    deadline: 5,
    forgotten: 30,
    hangUp: async () => {
      hangUps++;
    },
    async wait(milliseconds, signal) {
      const over = Promise.withResolvers<void>();
      const timer = { milliseconds, ring: over.resolve };
      timers.add(timer);
      await untilAborted(over.promise, signal).finally(() => timers.delete(timer));
    },
  });
  const pass = (length: number) => {
    for (const { milliseconds, ring } of timers) if (milliseconds === length) ring();
  };
  const sent: PromiseWithResolvers<string>[] = [];
  const append = () =>
    lane(() => {
      const answer = Promise.withResolvers<string>();
      sent.push(answer);
      return answer.promise;
    });
  return { append, sent, pass, timers, hangUps: () => hangUps };
};

const named = (error: unknown) => (error instanceof Error ? error.name : "");

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("an answer is passed on, and an error too", async () => {
  const { append, sent, timers } = setUp();
  const answered = append();
  const failed = append();
  await turn();
  sent[0]?.resolve("done");
  sent[1]?.reject(new Error("refused"));
  expect(await answered).toBe("done");
  await expect(failed).rejects.toThrow("refused");
  expect(timers.size).toBe(0);
});

test("no more than the capacity are unanswered, and who waits longest is next", async () => {
  const { append, sent } = setUp();
  const all = [append(), append(), append(), append()];
  await turn();
  expect(sent.length).toBe(2);
  sent[1]?.resolve("b");
  await turn();
  expect(sent.length).toBe(3);
  sent[0]?.resolve("a");
  sent[2]?.resolve("c");
  await turn();
  sent[3]?.resolve("d");
  expect(await Promise.all(all)).toEqual(["a", "b", "c", "d"]);
});

describe("where no answer comes in time", () => {
  test("the outcome is unknown, the line is hung up, and what waited for room was never sent", async () => {
    const { append, sent, pass, hangUps } = setUp(1);
    const both = Promise.all([append().catch(named), append().catch(named)]);
    await turn();
    pass(5);
    expect(await both).toEqual(["StoreOutcomeUnknown", "StoreUnavailable"]);
    expect({ sent: sent.length, hangUps: hangUps() }).toEqual({ sent: 1, hangUps: 1 });
  });

  test("its room is free when it settles after all", async () => {
    const { append, sent, pass } = setUp(1);
    const silent = append().catch(named);
    await turn();
    pass(5);
    expect(await silent).toBe("StoreOutcomeUnknown");
    const next = append();
    await turn();
    expect(sent.length).toBe(1);
    sent[0]?.reject(new Error("hung up"));
    await turn();
    sent[1]?.resolve("done");
    expect(await next).toBe("done");
  });

  test("its room is free once, when even the transport has forgotten it", async () => {
    const { append, sent, pass } = setUp(1);
    const silent = append().catch(named);
    await turn();
    pass(5);
    expect(await silent).toBe("StoreOutcomeUnknown");
    await turn();
    pass(30);
    await turn();
    sent[0]?.resolve("very late");
    const next = append();
    const another = append();
    await turn();
    expect(sent.length).toBe(2);
    sent[1]?.resolve("done");
    expect(await next).toBe("done");
    await turn();
    sent[2]?.resolve("done too");
    expect(await another).toBe("done too");
  });
});
