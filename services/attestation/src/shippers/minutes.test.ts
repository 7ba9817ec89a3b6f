import { describe, expect, it } from "vitest";
import { startedReplica, temporaryDirectory } from "../../test/call-path.ts";
import { acme, midnight, onBoard, other, provisioned } from "../../test/subscriber.ts";
import { isBefore, type Place } from "../domain/place.ts";
import type { RefusedCalls } from "./minute-tally.ts";
import { createMinutes } from "./minutes.ts";
import { minutesPlaceIn } from "./places.ts";

const { signal } = new AbortController();
const stranger = "+12025550199";
const minute = 60_000;

/** A replica whose minutes are written down; its clock is the test's. */
async function shipping(directory: string) {
  const events = [...onBoard, provisioned(other, "trunk-2")];
  const replica = await startedReplica(directory, events);
  const recorded: (readonly RefusedCalls[])[] = [];
  const state = { now: 0, fails: false, recordedUntil: { segment: 1, offset: 0 } };
  const place = minutesPlaceIn(directory);
  const pass = createMinutes({
    journal: replica.journal,
    place,
    settledUntil: () => midnight + state.now,
    isRecorded: (here) => isBefore(here, state.recordedUntil),
    record: async (refused) => {
      if (state.fails) throw new Error("the store is down");
      recorded.push(refused);
    },
  });
  return {
    ...replica,
    state,
    place: (): Place | undefined => place.read(),
    async pass(now: number) {
      state.now = now;
      await pass(signal);
    },
    /** Of each recorded minute its calls: whose, why, in which minute, how many. */
    recorded: () =>
      recorded.map((refused) =>
        refused.map(({ customerId, reason, minute: of, count }) => [customerId, reason, of.slice(11, 16), count]),
      ),
  };
}

const spoof = (callId: string) => ({ callId, callingNumber: stranger });

describe("Plan IV, C-IV-11: refused calls, by the minute", () => {
  it("are counted from the journal's end where the saved place lies beyond it", async () => {
    const directory = temporaryDirectory();
    minutesPlaceIn(directory).save({ segment: 9, offset: 9 });
    const shipper = await shipping(directory);
    shipper.ask(0, spoof("a"));
    await shipper.pass(minute);
    expect(shipper.recorded()).toEqual([[[acme, "number-not-assigned-to-customer", "00:00", 1]]]);
  });
  it("are counted for each customer and reason, however many they are", async () => {
    const shipper = await shipping(temporaryDirectory());
    for (let n = 0; n < 50; n += 1) shipper.ask(n * 1000, spoof(`${n}`));
    shipper.ask(55_000, { callId: "x", trunk: "trunk-2" });
    shipper.ask(56_000, { callId: "y", trunk: "nobody's" });
    shipper.ask(57_000, { callId: "z" });
    await shipper.pass(minute);
    expect(shipper.recorded()).toEqual([
      [
        [acme, "number-not-assigned-to-customer", "00:00", 50],
        [other, "customer-not-approved", "00:00", 1],
        [undefined, "ingress-not-provisioned", "00:00", 1],
      ],
    ]);
  });
  it("wait for the end of the minute", async () => {
    const shipper = await shipping(temporaryDirectory());
    shipper.ask(0, spoof("a"));
    await shipper.pass(minute - 1);
    expect(shipper.recorded()).toEqual([]);
    await shipper.pass(minute);
    await shipper.pass(2 * minute);
    expect(shipper.recorded()).toEqual([[[acme, "number-not-assigned-to-customer", "00:00", 1]]]);
  });
  it("are recorded minute by minute where several are over", async () => {
    const shipper = await shipping(temporaryDirectory());
    for (const [index, at] of [0, 1, minute, 3 * minute].entries()) shipper.ask(at, spoof(`${index}`));
    await shipper.pass(3 * minute);
    expect(shipper.recorded().flatMap((refused) => refused.map(([, , of, count]) => [of, count]))).toEqual([
      ["00:00", 2],
      ["00:01", 1],
    ]);
  });
  it("are told again where they could not be recorded, and the next minute after them", async () => {
    const shipper = await shipping(temporaryDirectory());
    shipper.ask(0, spoof("a"));
    shipper.ask(minute, spoof("b"));
    shipper.state.fails = true;
    await expect(shipper.pass(2 * minute)).rejects.toThrow("the store is down");
    shipper.state.fails = false;
    await shipper.pass(2 * minute);
    expect(shipper.recorded().flatMap((refused) => refused.map(([, , of, count]) => [of, count]))).toEqual([
      ["00:00", 1],
      ["00:01", 1],
    ]);
  });
});

describe("a clock that is set back", () => {
  it("begins another count, of a minute that may have been counted already", async () => {
    const shipper = await shipping(temporaryDirectory());
    for (const [index, at] of [0, minute, 1, 2, minute + 1].entries()) shipper.ask(at, spoof(`${index}`));
    await shipper.pass(2 * minute);
    expect(shipper.recorded().flatMap((refused) => refused.map(([, , of, count]) => [of, count]))).toEqual([
      ["00:00", 1],
      ["00:01", 1],
      ["00:00", 2],
      ["00:01", 1],
    ]);
  });
  it("does not keep the minute open that it had come to", async () => {
    const shipper = await shipping(temporaryDirectory());
    shipper.ask(60 * minute, spoof("a"));
    await shipper.pass(60 * minute);
    await shipper.pass(0);
    expect(shipper.recorded()).toEqual([[[acme, "number-not-assigned-to-customer", "01:00", 1]]]);
  });
  it("adds nothing to a minute that could not be recorded: it may stand in the log", async () => {
    const shipper = await shipping(temporaryDirectory());
    shipper.ask(0, spoof("a"));
    shipper.state.fails = true;
    await expect(shipper.pass(minute)).rejects.toThrow("the store is down");
    shipper.state.fails = false;
    shipper.ask(1, spoof("b"));
    await shipper.pass(minute);
    expect(shipper.recorded().flatMap((refused) => refused.map(([, , of, count]) => [of, count]))).toEqual([
      ["00:00", 1],
      ["00:00", 1],
    ]);
  });
});

describe("the place of the minutes", () => {
  it("does not pass the first refused call of a minute that is not over", async () => {
    const shipper = await shipping(temporaryDirectory());
    shipper.ask(0, spoof("a"));
    await shipper.pass(minute);
    const begin = shipper.journal.end();
    shipper.ask(minute, spoof("b"));
    await shipper.pass(minute + 1);
    expect(shipper.place()).toEqual(begin);
  });
  it("lets a restart count an open minute from its first call", async () => {
    const directory = temporaryDirectory();
    const before = await shipping(directory);
    before.ask(0, spoof("a"));
    await before.pass(1000);
    const after = await shipping(directory);
    after.ask(2000, spoof("b"));
    await after.pass(minute);
    expect(after.recorded()).toEqual([[[acme, "number-not-assigned-to-customer", "00:00", 2]]]);
  });
  it("lets a restart leave out what is recorded", async () => {
    const directory = temporaryDirectory();
    const before = await shipping(directory);
    before.ask(0, spoof("a"));
    await before.pass(minute);
    const after = await shipping(directory);
    await after.pass(2 * minute);
    expect(after.recorded()).toEqual([]);
  });
  it("lets a restart leave out what is recorded behind it", async () => {
    const directory = temporaryDirectory();
    const before = await shipping(directory);
    before.ask(0, spoof("a"));
    const after = await shipping(directory);
    after.state.recordedUntil = after.journal.end();
    after.ask(1, spoof("b"));
    await after.pass(minute);
    expect(after.recorded()).toEqual([[[acme, "number-not-assigned-to-customer", "00:00", 1]]]);
  });
});
