import type { Signer } from "@rmp/passport/signer";
import { describe, expect, it } from "vitest";
import {
  journalIn,
  openSigner,
  replica,
  silent,
  startedReplica,
  summary,
  temporaryDirectory,
} from "../../test/call-path.ts";
import { call, factsOf, inForce, limits, limitsChanged, midnight, onBoard } from "../../test/subscriber.ts";
import type { Journal } from "../journal/journal.ts";
import { type CallPath, createCallPath } from "./call-path.ts";
import { Starting } from "./emergencies-alone.ts";
import { endedPlaceIn } from "./end-longest.ts";
import type { Answered, Work } from "./work.ts";

interface Circumstances {
  readonly directory?: string;
  readonly signer?: Signer;
  readonly append?: Journal["append"];
  /** Happens before the journal is read, each time. */
  readonly reading?: () => Promise<void> | void;
}

const never = new AbortController().signal;

/** The call path of a replica that starts a second after midnight; its customer may have one session. */
async function starting({
  directory = temporaryDirectory(),
  signer = openSigner,
  append,
  reading,
}: Circumstances = {}) {
  const journal = await journalIn(directory);
  const pauses: number[] = [];
  const path = createCallPath({
    facts: factsOf(...onBoard, limitsChanged({ ...limits, sessions: 1 })),
    viewPosition: () => "700",
    viewAgeMs: () => 0,
    inForce: () => inForce,
    signer,
    journal: {
      ...journal,
      append: append ?? journal.append,
      async read(from) {
        await reading?.();
        return journal.read(from);
      },
    },
    ended: endedPlaceIn(directory),
    replica,
    newOriginationId: () => "00000000-0000-4000-8000-000000000009",
    manipulationSeen: () => {},
    clocks: { now: () => midnight + 1_000, elapsed: () => 0 },
    log: silent,
    wait: async (milliseconds) => void pauses.push(milliseconds),
  });
  return { path, journal, pauses };
}

const ask = (path: CallPath, calls: Work["calls"], ends: Work["ends"] = []): Promise<Answered> => {
  const { promise, resolve } = Promise.withResolvers<Answered>();
  path.submit({ sbc: "sbc-1", calls, ends }, resolve);
  return promise;
};

const told = ({ answers, failure }: Answered) => [...answers.map(summary), failure?.name];

const emergency = call({ callId: "emergency", calledNumber: "911" });

describe("47 CFR 64.1200(k)(5): while the views and the journal's counts are not there, an emergency call", () => {
  it("passes, and is journaled", async () => {
    const { path, journal } = await starting();
    const answered = await ask(path, [emergency]);
    expect(told(answered)).toEqual([["emergency", "attestation-1:1:0"], undefined]);
    expect(journal.callAt({ segment: 1, offset: 0 })?.call).toEqual(emergency);
  });
  it("passes among calls and ends that are left undecided", async () => {
    const { path } = await starting();
    const ends = [{ callId: "call-0", sipStatus: 200 }];
    expect(told(await ask(path, [call(), emergency, call({ callId: "call-2" })], ends))).toEqual([
      ["undecided"],
      ["emergency", "attestation-1:1:0"],
      ["undecided"],
      "Starting",
    ]);
    expect((await ask(path, [], ends)).failure).toBeInstanceOf(Starting);
  });
  it("passes where it cannot be journaled", async () => {
    const { path } = await starting({
      append() {
        throw new RangeError("no space left");
      },
    });
    expect(told(await ask(path, [emergency]))).toEqual([["emergency", ""], "RangeError"]);
  });
  it("changes nothing of what is counted", async () => {
    const directory = temporaryDirectory();
    const before = await startedReplica(directory);
    const asked = before.ask(0);
    const { path } = await starting({ directory });
    const opening = path.open(never);
    const passed = await ask(path, [emergency, emergency]);
    await opening;
    const decided = await ask(path, [call(), call({ callId: "call-2" }), emergency]);
    expect([passed, decided].map((answered) => answered.answers.map((answer) => summary(answer)[0]))).toEqual([
      ["emergency", "emergency"],
      ["permit", "sessions-exceeded", "emergency"],
    ]);
    expect(decided.answers.map(summary)[0]).toEqual(summary(asked));
  });
});

describe("47 CFR 64.1200(k)(5): emergency calls pass, and no others are decided,", () => {
  it("while the journal cannot be read, which is tried until it can", async () => {
    const directory = temporaryDirectory();
    (await startedReplica(directory)).ask(0);
    let failures = 2;
    const broken = Promise.withResolvers<void>();
    const { path, pauses } = await starting({
      directory,
      async reading() {
        await broken.promise;
        if (failures-- > 0) throw new Error("EIO");
      },
    });
    const opening = path.open(never);
    const { answers, failure } = await ask(path, [call({ callId: "call-2" }), emergency]);
    expect([...answers.map((answer) => summary(answer)[0]), failure?.name]).toEqual([
      "undecided",
      "emergency",
      "Starting",
    ]);
    broken.resolve();
    await opening;
    expect(pauses).toEqual([100, 200]);
    expect((await ask(path, [call({ callId: "call-2" })])).answers.map(summary)[0]?.[0]).toBe("sessions-exceeded");
  });
  it("from the moment on when the views are lost, and again after that", async () => {
    const views = new AbortController();
    const { path } = await starting();
    await path.open(views.signal);
    const before = await ask(path, [call()]);
    views.abort();
    const after = await ask(path, [call({ callId: "call-2" }), emergency]);
    expect([before, after].flatMap(({ answers }) => answers.map((answer) => summary(answer)[0]))).toEqual([
      "permit",
      "undecided",
      "emergency",
    ]);
    expect(after.failure).toBeInstanceOf(Starting);
  });
  it("where the views are lost before the journal could be read", async () => {
    const views = new AbortController();
    const directory = temporaryDirectory();
    (await startedReplica(directory)).ask(0);
    const { path } = await starting({
      directory,
      reading() {
        views.abort(new Error("lost"));
        throw new Error("EIO");
      },
    });
    await expect(path.open(views.signal)).rejects.toThrow("lost");
    expect(told(await ask(path, [call()]))).toEqual([["undecided"], "Starting"]);
  });
});

describe("Plan IV, C-IV-06: with a signing certificate that is not valid", () => {
  it.each([
    ["any more", { notAfter: new Date(midnight) }, "signing-certificate-expired"],
    ["yet", { notBefore: new Date(midnight + 2_000) }, "signing-certificate-not-yet-valid"],
  ])("%s, a call is refused that would be permitted, and an emergency call passes", async (_, validity, reason) => {
    const { path } = await starting({ signer: { ...openSigner, ...validity } });
    await path.open(never);
    const { answers } = await ask(path, [call(), emergency]);
    expect(answers.map((answer) => summary(answer)[0])).toEqual([reason, "emergency"]);
  });
});
