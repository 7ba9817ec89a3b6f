import { describe, expect, it } from "vitest";
import { openSigner, startedReplica, summary, temporaryDirectory } from "../../test/call-path.ts";
import { acme, call, midnight, onBoard, terminated } from "../../test/subscriber.ts";
import { decodeBody } from "../journal/record.ts";

const outcome = (answer: Parameters<typeof summary>[0]) => summary(answer)[0];

describe("a decided call", () => {
  it("is signed for its own claims, and journaled where the answer says", async () => {
    const { ask, journal } = await startedReplica(temporaryDirectory());
    const answer = ask(500);
    expect(answer).toMatchObject({ kind: "decided", journaled: { reference: "attestation-1:1:0" } });
    expect(answer.kind === "decided" && JSON.parse(answer.identity)).toEqual({
      attest: "A",
      orig: "12025550111",
      dest: ["13035550122"],
      iat: midnight / 1000,
      origid: "00000000-0000-4000-8000-000000000001",
    });
    expect(journal.callAt({ segment: 1, offset: 0 })).toMatchObject({ at: midnight + 500, viewPosition: "700" });
  });
  it("is refused unsigned", async () => {
    const { ask } = await startedReplica(temporaryDirectory());
    expect(ask(0, { trunk: "trunk-2" })).toMatchObject({ kind: "decided", identity: "" });
  });
  it("rings for a manipulated caller id, and for no other refusal", async () => {
    const { ask, manipulations } = await startedReplica(temporaryDirectory());
    ask(0, { callId: "a", callingNumber: "+12025550199" });
    ask(0, { callId: "b", trunk: "trunk-2" });
    expect(manipulations()).toBe(1);
  });
  it("counts in the order of arrival, within a message and across them", async () => {
    const { decide, message } = await startedReplica(temporaryDirectory());
    const callsOf = (...ids: string[]) => ids.map((callId) => call({ callId }));
    const answered = decide([message(0, callsOf("a", "b")), message(0, callsOf("c", "d"))]);
    expect(answered.flatMap(({ answers }) => answers.map(outcome))).toEqual([
      "permit",
      "permit",
      "permit",
      "calls-per-second-exceeded",
    ]);
  });
  it("applies the ends of a message before its calls", async () => {
    const { ask, decide, message } = await startedReplica(temporaryDirectory());
    for (const [index, callId] of ["a", "b", "c", "d", "e"].entries()) ask(index * 1000, { callId });
    expect(outcome(ask(6000, { callId: "f" }))).toBe("sessions-exceeded");
    const [answered] = decide([message(7000, [call({ callId: "g" })], [{ callId: "a", sipStatus: 200 }])]);
    expect(answered?.answers.map(outcome)).toEqual(["permit"]);
  });
});

describe("a repeat within 32 seconds", () => {
  it("gets the journaled decision, and counts no limit twice", async () => {
    const { ask, usage, journal } = await startedReplica(temporaryDirectory());
    const first = ask(0);
    const end = journal.end();
    expect(ask(32_000)).toEqual(first);
    expect([usage.sessions(acme), journal.end()]).toEqual([1, end]);
  });
  it("gets it within the same message too", async () => {
    const { decide, message } = await startedReplica(temporaryDirectory());
    const [answered] = decide([message(0, [call(), call()])]);
    expect(answered?.answers.map(summary)).toEqual([
      ["permit", "attestation-1:1:0"],
      ["permit", "attestation-1:1:0"],
    ]);
  });
  it("gets the journaled refusal", async () => {
    const { ask, learn } = await startedReplica(temporaryDirectory(), []);
    const first = ask(0);
    learn(...onBoard);
    expect(ask(1)).toEqual(first);
  });
  it("gets it after the call's end, and does not begin it again", async () => {
    const { ask, end, usage } = await startedReplica(temporaryDirectory());
    const first = ask(0);
    end(1000);
    expect([ask(2000), usage.sessions(acme)]).toEqual([first, 0]);
  });
  it("is another call where its body is another", async () => {
    const { ask } = await startedReplica(temporaryDirectory());
    ask(0);
    expect(ask(1, { calledNumber: "+13035550123" })).toEqual({ kind: "call-id-of-another-body", callId: "call-1" });
  });
  it("is a new call at another SBC", async () => {
    const { ask } = await startedReplica(temporaryDirectory());
    ask(0);
    expect(outcome(ask(1, { sbc: "sbc-2" }))).toBe("ingress-not-provisioned");
  });
  it("is no repeat any more after them: decided anew, one session", async () => {
    const { ask, usage } = await startedReplica(temporaryDirectory());
    const first = ask(0);
    const again = ask(32_001);
    expect([outcome(again), summary(again)[1] === summary(first)[1], usage.sessions(acme)]).toEqual([
      "permit",
      false,
      1,
    ]);
  });
});

describe("Plan IV, C-IV-15: a permit is not given again once the termination is known", () => {
  it("but decided anew, and its session is over", async () => {
    const { ask, learn, usage } = await startedReplica(temporaryDirectory());
    ask(0);
    learn(terminated());
    expect([outcome(ask(1)), outcome(ask(2)), usage.sessions(acme)]).toEqual([
      "services-terminated",
      "services-terminated",
      0,
    ]);
  });
});

describe("47 CFR 64.1200(k)(5): an emergency call", () => {
  it("is neither counted nor remembered: its id may stand for any call", async () => {
    const { ask, usage } = await startedReplica(temporaryDirectory());
    expect([outcome(ask(0)), outcome(ask(1, { calledNumber: "911" })), outcome(ask(2))]).toEqual([
      "permit",
      "emergency",
      "permit",
    ]);
    expect(usage.sessions(acme)).toBe(1);
  });
});

describe("a round that cannot be journaled", () => {
  const full = () => {
    throw new Error("no space left");
  };
  it("decides and counts nothing, emergency calls aside", async () => {
    const directory = temporaryDirectory();
    const { decide, message, usage } = await startedReplica(directory, onBoard, { append: full });
    const [answered] = decide([message(0, [call(), call({ callId: "e", calledNumber: "911" })])]);
    expect(answered?.answers.map(summary)).toEqual([["undecided"], ["emergency", ""]]);
    expect(answered?.failure?.message).toBe("no space left");
    expect([usage.sessions(acme), usage.callsInLastSecond(acme, 0)]).toEqual([0, 0]);
  });
  it("ends no call either", async () => {
    const directory = temporaryDirectory();
    let fails = false;
    const replica = await startedReplica(directory, onBoard, {
      append: (records) => (fails ? full() : records.map((_, offset) => ({ segment: 1, offset }))),
    });
    replica.ask(0);
    fails = true;
    expect([replica.end(1)[0]?.failure?.message, replica.usage.sessions(acme)]).toEqual(["no space left", 1]);
    fails = false;
    expect([replica.end(2)[0]?.failure, replica.usage.sessions(acme)]).toEqual([undefined, 0]);
  });
  it("journals the emergency calls alone where signing failed", async () => {
    const signer = { ...openSigner, signBatch: full };
    const { decide, message, journal, usage } = await startedReplica(temporaryDirectory(), onBoard, { signer });
    const calls = [call(), call({ callId: "e", calledNumber: "911" }), call({ callId: "r", trunk: "trunk-2" })];
    const [answered] = decide([message(0, calls)]);
    expect(answered?.answers.map(summary)).toEqual([["undecided"], ["emergency", "attestation-1:1:0"], ["undecided"]]);
    expect([answered?.failure?.message, usage.sessions(acme)]).toEqual(["no space left", 0]);
    const { entries } = await journal.read(journal.begin());
    expect(entries.map(({ body }) => decodeBody(body))).toMatchObject([{ call: { callId: "e" } }]);
  });
});

describe("a restart", () => {
  it("counts the sessions of the calls without an end", async () => {
    const directory = temporaryDirectory();
    const before = await startedReplica(directory);
    for (const [index, callId] of ["a", "b", "c"].entries()) before.ask(index * 1000, { callId });
    before.end(3000, "b");
    const after = await startedReplica(directory);
    expect([after.usage.sessions(acme), after.restoredUntil]).toEqual([2, midnight + 3000]);
  });
  it("counts no call as begun in the last second", async () => {
    const directory = temporaryDirectory();
    const before = await startedReplica(directory);
    for (const callId of ["a", "b", "c"]) before.ask(0, { callId });
    const after = await startedReplica(directory);
    expect([after.usage.callsInLastSecond(acme, 0), after.usage.sessions(acme)]).toEqual([0, 3]);
  });
  it("answers a repeat as before", async () => {
    const directory = temporaryDirectory();
    const first = (await startedReplica(directory)).ask(0);
    const after = await startedReplica(directory);
    expect(after.ask(5000)).toEqual(first);
    expect(after.ask(5000, { trunk: "trunk-2" })).toEqual({ kind: "call-id-of-another-body", callId: "call-1" });
  });
  it("decides anew what was permitted before a termination", async () => {
    const directory = temporaryDirectory();
    (await startedReplica(directory)).ask(0);
    const after = await startedReplica(directory, [...onBoard, terminated()]);
    expect(outcome(after.ask(5000))).toBe("services-terminated");
  });
});
