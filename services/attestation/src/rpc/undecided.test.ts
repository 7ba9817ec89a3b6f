import { once } from "node:events";
import { setImmediate } from "node:timers/promises";
import type { AuthorizeCallsResponse } from "@rmp/proto/rmp/attestation/v1/calls";
import { decodeError, RpcError } from "@rmp/service-kit/errors";
import { describe, expect, it } from "vitest";
import { startedReplica, temporaryDirectory } from "../../test/call-path.ts";
import { served } from "../../test/served.ts";
import { call, onBoard } from "../../test/subscriber.ts";
import { createCallQueue } from "../decisions/call-queue.ts";
import type { Answered, Work } from "../decisions/work.ts";

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
  it("a stream ends, after its emergency calls have passed", async () => {
    const client = await withoutJournal();
    const stream = client.authorizeCalls();
    const passed: string[] = [];
    stream.on("data", ({ decisions }: AuthorizeCallsResponse) => passed.push(...decisions.map(({ callId }) => callId)));
    const { promise: failed, resolve } = Promise.withResolvers<unknown>();
    stream.once("error", resolve);
    stream.write({ calls: [asked, emergency], ends: [] });
    expect([decodeError(await failed).reason, passed]).toEqual(["journal-unavailable", ["emergency"]]);
  });
});

describe("a stream that fails", () => {
  it("has answered an emergency call in a message that was decided with the one it fails by", async () => {
    const { decide, message } = await startedReplica(temporaryDirectory());
    const dones: ((answered: Answered) => void)[] = [];
    const client = await served({
      submit(_work, done) {
        if (dones.push(done) < 2) return;
        const [passed] = decide([message(0, [call({ callId: emergency.callId, calledNumber: "911" })])]);
        dones[0]?.({ answers: [{ kind: "undecided", callId: asked.callId }], failure: new Error("full") });
        dones[1]?.(passed ?? expect.fail());
      },
      settledUntil: () => 0,
    });
    const stream = client.authorizeCalls();
    const answers = stream[Symbol.asyncIterator]();
    stream.write({ calls: [asked], ends: [] });
    stream.write({ calls: [emergency], ends: [] });
    // The failure is told though nothing more comes.
    stream.end();
    const { decisions } = (await answers.next()).value as AuthorizeCallsResponse;
    expect(decisions.map(({ callId }) => callId)).toEqual(["emergency"]);
    expect(decodeError(await answers.next().catch((error: unknown) => error)).reason).toBe("journal-unavailable");
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
