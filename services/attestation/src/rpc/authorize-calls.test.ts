import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { startedReplica, temporaryDirectory } from "../../test/call-path.ts";
import { converse } from "../../test/calls.ts";
import { served, startedOn } from "../../test/served.ts";
import { acme, call, midnight } from "../../test/subscriber.ts";
import { type CallQueue, createCallQueue } from "../decisions/call-queue.ts";
import { citedPlace } from "../domain/place.ts";
import type { Deps } from "./deps.ts";

const clocks = { now: () => midnight, elapsed: () => 5000 };
const asked = (callId: string) => ({ ...call({ callId }), atMost: 0 as const, minPosition: "" });
const emergency = { ...asked("emergency"), calledNumber: "911" };
const end = (callId: string, sipStatus = 200) => ({ callId, sipStatus });

/** A stream to a replica with the calls a, b and c up, and what it answers. */
async function withCallsUp() {
  const { ask, decide, usage } = await startedReplica(temporaryDirectory());
  for (const callId of ["a", "b", "c"]) ask(0, { callId });
  const client = await served(createCallQueue(decide, clocks, 0));
  return { ...converse({ attestation: client }), sessions: () => usage.sessions(acme) };
}

describe("an end that is not acceptable", () => {
  const told = {
    callId: "",
    invalid: "call_id: must be 1 to 255 characters; given: 0 characters; sip_status: must be at most 699; given: 700",
  };

  it("is told so by the first characters of its id", async () => {
    const { say, answer } = await withCallsUp();
    say({ ends: [end("x".repeat(100_000))] });
    expect((await answer()).invalidEnds).toEqual([
      { callId: "x".repeat(255), invalid: "call_id: must be 1 to 255 characters; given: 100000 characters" },
    ]);
  });

  it("is told so alone: the other ends of its message are applied, and the stream goes on", async () => {
    const { say, answer, sessions } = await withCallsUp();
    say({ ends: [end("a"), end("", 700), end("b")] });
    expect([await answer(), sessions()]).toEqual([{ decisions: [], invalidEnds: [told], unappliedEnds: undefined }, 1]);
    say({ ends: [end("c")] });
    say({ calls: [asked("d")] });
    const { decisions, invalidEnds } = await answer();
    expect([decisions.map(({ callId, outcome }) => [callId, outcome?.$case]), invalidEnds, sessions()]).toEqual([
      [["d", "permit"]],
      [],
      1,
    ]);
  });

  it("is told so with the decisions of its message", async () => {
    const { say, answer } = await withCallsUp();
    say({ calls: [asked("d")], ends: [end("", 700)] });
    const { decisions, invalidEnds } = await answer();
    expect([decisions.map(({ callId }) => callId), invalidEnds]).toEqual([["d"], [told]]);
  });
});

/** A queue of a replica, to which something happens as soon as a message stands in it. */
async function queueWhere(submitted: () => void): Promise<CallQueue> {
  const { decide } = await startedReplica(temporaryDirectory());
  const queue = createCallQueue(decide, clocks, 0);
  return {
    ...queue,
    submit(work, done) {
      queue.submit(work, done);
      submitted();
    },
  };
}

describe("a message with too many ends", () => {
  const tooMany = Array.from({ length: 1001 }, () => end("a"));

  it("ends the stream: nothing of it is applied", async () => {
    const { say, answer, sessions } = await withCallsUp();
    say({ ends: tooMany });
    const failure = await answer().catch((error: unknown) => error);
    expect([failure, sessions()]).toMatchObject([{ code: "INVALID_ARGUMENT", violations: [{ field: "ends" }] }, 3]);
  });

  it("ends the stream behind the answers to all that was taken with it", async () => {
    let taken = 0;
    const dones: (() => void)[] = [];
    const { decide, message } = await startedReplica(temporaryDirectory());
    const client = await served({
      submit({ calls, ends }, done) {
        taken += 1;
        dones.push(() => decide([message(0, calls, ends)]).forEach(done));
        if (taken === 2) for (const each of dones) each();
      },
      settledUntil: () => 0,
    });
    const { say, answer } = converse({ attestation: client });
    say({ ends: tooMany });
    say({ calls: [emergency] });
    expect((await answer()).decisions.map(({ callId }) => callId)).toEqual(["emergency"]);
    await expect(answer()).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  });
});

describe("a server that stops", () => {
  it("answers the calls that it took, and then ends the stream with UNAVAILABLE", async () => {
    let stopped: Promise<void> | undefined;
    const queue = await queueWhere(() => {
      stopped = server[Symbol.asyncDispose]();
    });
    const { server, client } = await startedOn(queue, {}, 60_000);
    const { say, answer } = converse({ attestation: client });
    say({ calls: [asked("a"), emergency] });
    expect((await answer()).decisions.map(({ callId, outcome }) => [callId, outcome?.$case])).toEqual([
      ["a", "permit"],
      ["emergency", "permit"],
    ]);
    await expect(answer()).rejects.toMatchObject({ code: "UNAVAILABLE", message: "The server stops; call again." });
    await stopped;
  });
});

describe("a call that waits for its position", () => {
  const waiting = (callId: string) => ({ ...asked(callId), minPosition: "800" });
  /** A view that has not reached any position, and will not. */
  const behind: Partial<Deps> = {
    covers: (minPosition) => minPosition === "",
    covered: async ({ signal }) => {
      await once(signal, "abort");
      throw signal.reason;
    },
  };
  const startedBehind = async (change: Partial<Deps> = {}) =>
    converse({ attestation: await served(await queueWhere(() => {}), { ...behind, ...change }) });

  it("holds up no other, however many there are", async () => {
    const { say, answer } = await startedBehind();
    for (let n = 0; n < 100; n += 1) say({ calls: [waiting(`waiting-${n}`)] });
    say({ calls: [emergency] });
    expect((await answer()).decisions.map(({ callId }) => callId)).toEqual(["emergency"]);
  });

  it("is told that too many wait where 256 do", async () => {
    const { say, answer } = await startedBehind();
    say({ calls: Array.from({ length: 256 }, (_, n) => waiting(`waiting-${n}`)) });
    say({ calls: [waiting("one-more"), asked("a")] });
    expect((await answer()).decisions.map(({ callId, invalid }) => [callId, invalid])).toEqual([
      [
        "one-more",
        "min_position: must be a position that the view has reached while 256 calls of the stream wait for theirs",
      ],
      ["a", ""],
    ]);
  });

  it("is told that it cannot be waited for when it has waited long enough", async () => {
    const { say, answer } = await startedBehind({ longestWaitMs: 0 });
    say({ calls: [waiting("a")] });
    expect((await answer()).decisions.map(({ callId, invalid }) => [callId, invalid])).toEqual([
      ["a", "min_position: could not be waited for"],
    ]);
  });
});

describe("47 CFR 64.1200(k)(5): an emergency call with texts that are too long", () => {
  it("passes under the id that it was given, and is journaled with their first characters", async () => {
    const { decide, journal } = await startedReplica(temporaryDirectory());
    const { say, answer } = converse({ attestation: await served(createCallQueue(decide, clocks, 0)) });
    const callId = "x".repeat(300);
    const calledNumber = `urn:service:sos.${"x".repeat(100)}`;
    say({
      calls: [{ ...emergency, callId, trunk: "t".repeat(200), callingNumber: "1".repeat(100_000), calledNumber }],
    });
    const [decision] = (await answer()).decisions;
    expect([decision?.callId, decision?.reasons]).toEqual([callId, ["emergency-call"]]);
    const place = citedPlace(decision?.journalReference ?? "");
    expect(place && journal.callAt(place)?.call).toEqual({
      sbc: "sbc-1",
      callId: "x".repeat(255),
      trunk: "t".repeat(100),
      callingNumber: "1".repeat(64),
      calledNumber: calledNumber.slice(0, 64),
    });
  });
});
