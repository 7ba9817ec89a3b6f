import { randomUUID } from "node:crypto";
import { attempt, authorize } from "@rmp/deploy-local/demo/place-call";
import { AttestationLevel } from "@rmp/proto/rmp/attestation/v1/calls";
import { failureOf, platformUnderTest } from "@rmp/test-kit/platform";
import { describe, expect, it } from "vitest";
import { type Conversation, converse, gist, limit, subscribe } from "../../test/calls.ts";

const under = await platformUnderTest();
const { desk, sbc } = under;

/** A customer with these limits, who places calls from its first number. */
async function limited(limits: Parameters<typeof limit>[2]) {
  const { trunk, numbers, ...customer } = await subscribe(under);
  const { setBy, position } = await limit(under, { trunk, numbers, ...customer }, limits);
  return { setBy, call: () => attempt({ trunk, callingNumber: numbers[0], minPosition: position }) };
}

const end = ({ callId }: { readonly callId: string }) => ({ callId, sipStatus: 200 });
const permitted = { level: AttestationLevel.A };
const outcomes = (decisions: Awaited<ReturnType<Conversation["hear"]>>) =>
  decisions?.map((decision) => gist(decision).outcome);
const exceeded = (reason: string, retryAfterSeconds: number) => ({
  sipStatus: 503,
  reasonHeader: `SIP;cause=503;text="${reason}"`,
  retryAfterSeconds,
});

describe("Plan V, C-V-04: one call a second", () => {
  it("admits one call of two that come at once, and says when to try again", async () => {
    const { call, setBy } = await limited({ callsPerSecond: 1, sessions: 10 });
    using conversation = converse(sbc);
    conversation.say({ calls: [call(), call()] });
    const [first, second] = ((await conversation.hear()) ?? []).map(gist);
    expect(first?.outcome).toEqual(permitted);
    expect(second).toEqual({
      outcome: exceeded("calls-per-second-exceeded", 1),
      reasons: ["calls-per-second-exceeded"],
      planSection: "Plan V",
      evidence: [setBy],
    });
  });

  it("counts a call that is asked about twice once", async () => {
    const { call } = await limited({ callsPerSecond: 1, sessions: 10 });
    const asked = call();
    using conversation = converse(sbc);
    conversation.say({ calls: [asked, asked] });
    expect(outcomes(await conversation.hear())).toEqual([permitted, permitted]);
  });

  it("does not count an emergency call", async () => {
    const { call } = await limited({ callsPerSecond: 1, sessions: 1 });
    using conversation = converse(sbc);
    conversation.say({ calls: [{ ...call(), calledNumber: "911" }, call()] });
    expect(outcomes(await conversation.hear())).toEqual([{ level: AttestationLevel.UNSPECIFIED }, permitted]);
  });
});

describe("Plan V, C-V-05: two calls up at one time", () => {
  const two = { callsPerSecond: 100, sessions: 2 };

  it("admits no third", async () => {
    const { call, setBy } = await limited(two);
    using conversation = converse(sbc);
    conversation.say({ calls: [call(), call(), call()] });
    expect(((await conversation.hear()) ?? []).map(gist).at(-1)).toEqual({
      outcome: exceeded("sessions-exceeded", 5),
      reasons: ["sessions-exceeded"],
      planSection: "Plan V",
      evidence: [setBy],
    });
  });

  it("admits a third once one has ended, also in the message that says so", async () => {
    const { call } = await limited(two);
    const first = call();
    using conversation = converse(sbc);
    conversation.say({ calls: [first, call()] });
    conversation.say({ ends: [end(first)], calls: [call(), call()] });
    expect([outcomes(await conversation.hear()), outcomes(await conversation.hear())]).toEqual([
      [permitted, permitted],
      [permitted, exceeded("sessions-exceeded", 5)],
    ]);
  });

  it("admits a third once ReportCallEnds has told of an end", async () => {
    const { call } = await limited(two);
    const first = call();
    await authorize(sbc, first);
    await authorize(sbc, call());
    await sbc.attestation.reportCallEnds({ ends: [end(first)] });
    expect(gist(await authorize(sbc, call())).outcome).toEqual(permitted);
  });

  it("is not changed by the end of a call that nobody knows", async () => {
    const { call } = await limited(two);
    await authorize(sbc, call());
    await authorize(sbc, call());
    await sbc.attestation.reportCallEnds({ ends: [end({ callId: randomUUID() })] });
    expect(gist(await authorize(sbc, call())).outcome).toEqual(exceeded("sessions-exceeded", 5));
  });

  it("counts an end once, however often it is told", async () => {
    const { call } = await limited(two);
    const first = call();
    await authorize(sbc, first);
    await authorize(sbc, call());
    await sbc.attestation.reportCallEnds({ ends: [end(first), end(first)] });
    await sbc.attestation.reportCallEnds({ ends: [end(first)] });
    await authorize(sbc, call());
    expect(gist(await authorize(sbc, call())).outcome).toEqual(exceeded("sessions-exceeded", 5));
  });
});

describe("ReportCallEnds", () => {
  it("names the fields that are wrong", async () => {
    expect(await failureOf(sbc.attestation.reportCallEnds({ ends: [] }))).toEqual({
      code: "INVALID_ARGUMENT",
      fields: ["ends"],
    });
    expect(await failureOf(sbc.attestation.reportCallEnds({ ends: [{ callId: "", sipStatus: 700 }] }))).toEqual({
      code: "INVALID_ARGUMENT",
      fields: ["ends[0].call_id", "ends[0].sip_status"],
    });
  });

  it("is closed to everybody but an SBC", async () =>
    expect(await failureOf(desk.attestation.reportCallEnds({ ends: [end({ callId: randomUUID() })] }))).toEqual({
      code: "PERMISSION_DENIED",
      reason: "caller-not-allowed",
    }));
});
