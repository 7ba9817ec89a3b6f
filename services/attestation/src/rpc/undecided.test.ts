import { once } from "node:events";
import { setImmediate } from "node:timers/promises";
import { Decision } from "@rmp/proto/rmp/attestation/v1/calls";
import { RpcError } from "@rmp/service-kit/errors";
import { describe, expect, it } from "vitest";
import { startedReplica, temporaryDirectory } from "../../test/call-path.ts";
import { converse } from "../../test/calls.ts";
import { served } from "../../test/served.ts";
import { call, onBoard } from "../../test/subscriber.ts";
import { createCallQueue } from "../decisions/call-queue.ts";
import type { Work } from "../decisions/work.ts";

const asked = { ...call(), atMost: 0 as const, minPosition: "" };
const emergency = { ...asked, callId: "emergency", calledNumber: "911" };

/** The service of a replica whose journal's disk is full. */
async function withoutJournal() {
  const full = () => {
    throw new Error("no space left");
  };
  const { decide } = await startedReplica(temporaryDirectory(), onBoard, { append: full });
  return served(createCallQueue(decide, { now: Date.now, elapsed: () => performance.now() }, 0));
}

const journalUnavailable = { reason: "journal-unavailable", retryAfterSeconds: 1 };
const unsigned = { level: 0, identity: "", originationId: "" };
const told = ({ callId, outcome }: Decision) => [callId, outcome];

const failureOf = (answer: Promise<unknown>) =>
  answer.then(
    () => "answered",
    (error: unknown) => (error instanceof RpcError ? [error.code, error.reason] : "failed otherwise"),
  );

describe("without a journal", () => {
  it("no call is decided", async () => {
    const client = await withoutJournal();
    expect(await failureOf(client.authorizeCall({ call: asked }))).toEqual(["UNAVAILABLE", "journal-unavailable"]);
  });
  it("an emergency call passes, without a reference", async () => {
    const client = await withoutJournal();
    const { decision } = await client.authorizeCall({ call: emergency });
    expect([decision?.outcome?.$case, decision?.reasons, decision?.journalReference]).toEqual([
      "permit",
      ["emergency-call"],
      "",
    ]);
  });
  it("a stream tells each call so, and passes the emergency calls of this message and of those behind", async () => {
    const { say, answer } = converse({ attestation: await withoutJournal() });
    say({ calls: [asked, emergency] });
    expect((await answer()).decisions.map(told)).toEqual([
      ["call-1", { $case: "undecided", value: journalUnavailable }],
      ["emergency", { $case: "permit", value: unsigned }],
    ]);
    say({ calls: [{ ...emergency, callId: "behind" }] });
    expect((await answer()).decisions.map(told)).toEqual([["behind", { $case: "permit", value: unsigned }]]);
  });
  it("a decision is not made up for a call that has none", async () => {
    const { say, answer } = converse({ attestation: await withoutJournal() });
    say({ calls: [asked] });
    expect((await answer()).decisions).toEqual([
      { ...Decision.create(), callId: "call-1", outcome: { $case: "undecided", value: journalUnavailable } },
    ]);
  });
  it("ends are given back, to be sent again", async () => {
    const { say, answer } = converse({ attestation: await withoutJournal() });
    const ends = [{ callId: "call-0", sipStatus: 200 }];
    say({ calls: [emergency, asked], ends: [...ends, { callId: "", sipStatus: 200 }] });
    const { decisions, ...rest } = await answer();
    expect(decisions.map(({ callId }) => callId)).toEqual(["emergency", "call-1"]);
    expect(rest).toEqual({
      invalidEnds: [{ callId: "", invalid: "call_id: must be 1 to 255 characters; given: 0 characters" }],
      unappliedEnds: { ends, why: journalUnavailable },
    });
  });
});

describe("a stream whose messages are not decided yet", () => {
  it("is not read on from", async () => {
    const waiting: Omit<Work, "at" | "elapsed">[] = [];
    const answers: (() => void)[] = [];
    const client = await served({
      submit(work, done) {
        waiting.push(work);
        answers.push(() => done({ answers: [], failure: undefined }));
      },
      settledUntil: () => 0,
    });
    const stream = client.authorizeCalls();
    stream.on("data", () => {});
    for (let n = 0; n < 100; n += 1) stream.write({ calls: [asked], ends: [] });
    while (waiting.length < 64) await setImmediate();
    // What had arrived would have been taken by now.
    await client.reportCallEnds({ ends: [] }).catch(() => {});
    expect(waiting.length).toBe(64);
    while (answers.length > 0) {
      answers.shift()?.();
      await setImmediate();
    }
    stream.end();
    await once(stream, "end");
    expect(waiting.length).toBe(100);
  });
});
