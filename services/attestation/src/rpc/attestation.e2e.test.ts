import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { onboard } from "@rmp/deploy-local/demo/onboarding";
import { assignTwo, attempt } from "@rmp/deploy-local/demo/place-call";
import { AttestationLevel, type AuthorizeCallsResponse } from "@rmp/proto/rmp/attestation/v1/calls";
import { decodeError } from "@rmp/service-kit/errors";
import { failureOf, platformUnderTest, silent } from "@rmp/test-kit/platform";
import { describe, expect, it } from "vitest";

const { desk, sbc, cast } = await platformUnderTest();

async function subscriber() {
  const customer = await onboard(silent, desk, cast);
  const { numbers, position } = await assignTwo(silent, desk, cast, customer);
  const call = { trunk: customer.trunk, callingNumber: numbers[0], minPosition: position };
  // Once the view holds the customer, no later call needs to wait.
  await sbc.attestation.authorizeCall({ call: attempt(call) });
  return { ...customer, numbers, call: { ...call, minPosition: "" } };
}

const { call, customerId } = await subscriber();
const standing = new RegExp(`^customer-${customerId}@\\d+$`);

/** The answers to the messages of one stream, which is then ended. */
async function streamed(...messages: Parameters<ReturnType<typeof sbc.attestation.authorizeCalls>["write"]>[0][]) {
  const stream = sbc.attestation.authorizeCalls();
  const answers: AuthorizeCallsResponse[] = [];
  stream.on("data", (answer: AuthorizeCallsResponse) => answers.push(answer));
  for (const message of messages) stream.write(message);
  stream.end();
  await once(stream, "end");
  return answers.map(({ decisions }) => decisions);
}

describe("AuthorizeCall", () => {
  it("permits and signs the customer's own call, and says why", async () => {
    const { decision } = await sbc.attestation.authorizeCall({ call: attempt(call) });
    expect(decision).toMatchObject({
      outcome: { $case: "permit", value: { level: AttestationLevel.A } },
      reasons: ["number-assigned-to-customer", "customer-in-standing", "ingress-provisioned"],
      planSection: "Plan IV",
      evidence: [/^number-\d+@0$/, standing, standing].map((form) => expect.stringMatching(form)),
      planVersion: "v2",
      journalReference: expect.stringMatching(/^attestation-1:1:\d+$/),
      invalid: "",
    });
  });
  it("refuses a number that is not the customer's, with SIP status and reason header", async () => {
    const { decision } = await sbc.attestation.authorizeCall({
      call: attempt({ ...call, callingNumber: "+13035550199" }),
    });
    expect(decision?.outcome).toEqual({
      $case: "refusal",
      value: {
        sipStatus: 403,
        reasonHeader: 'SIP;cause=403;text="number-not-assigned-to-customer"',
        retryAfterSeconds: 0,
      },
    });
  });
  it("answers a repeat with the same decision, and another body with INVALID_ARGUMENT", async () => {
    const asked = attempt(call);
    const first = await sbc.attestation.authorizeCall({ call: asked });
    const again = await sbc.attestation.authorizeCall({ call: asked });
    expect(again.decision?.journalReference).toBe(first.decision?.journalReference);
    const other = { ...asked, calledNumber: "+12025550124" };
    expect(await failureOf(sbc.attestation.authorizeCall({ call: other }))).toEqual({
      code: "INVALID_ARGUMENT",
      fields: ["call.call_id"],
    });
  });
  it("lets an emergency call pass, whatever else its message says", async () => {
    const { decision } = await sbc.attestation.authorizeCall({
      call: attempt({ trunk: "", callingNumber: "", calledNumber: "911", minPosition: "no position" }),
    });
    expect(decision).toMatchObject({
      outcome: { $case: "permit", value: { level: 0, identity: "", originationId: "" } },
      reasons: ["emergency-call"],
    });
  });
});

describe("bad input", () => {
  it("names every wrong field", async () => {
    const bad = attempt({ trunk: "no trunk", callingNumber: "", calledNumber: "611", minPosition: "-1" });
    expect(await failureOf(sbc.attestation.authorizeCall({ call: { ...bad, callId: "" } }))).toEqual({
      code: "INVALID_ARGUMENT",
      fields: ["call.call_id", "call.trunk", "call.calling_number", "call.called_number", "call.min_position"],
    });
    expect(await failureOf(sbc.attestation.authorizeCall({ call: undefined }))).toEqual({
      code: "INVALID_ARGUMENT",
      fields: ["call"],
    });
    expect(await failureOf(sbc.attestation.reportCallEnds({ ends: [{ callId: "", sipStatus: 700 }] }))).toEqual({
      code: "INVALID_ARGUMENT",
      fields: ["ends[0].call_id", "ends[0].sip_status"],
    });
  });
  it("is answered within its batch, in its place", async () => {
    const bad = attempt({ ...call, calledNumber: "12025550123" });
    const [decisions] = await streamed({ calls: [attempt(call), bad, attempt(call)], ends: [] });
    expect(decisions?.map(({ callId, invalid, outcome }) => [callId === bad.callId, invalid, outcome?.$case])).toEqual([
      [false, "", "permit"],
      [true, expect.stringMatching(/^called_number: must be .*; given: 11 characters$/), undefined],
      [false, "", "permit"],
    ]);
  });
  it("ends a stream where a whole message is wrong, after its emergency calls", async () => {
    const stream = sbc.attestation.authorizeCalls();
    const answers: AuthorizeCallsResponse[] = [];
    stream.on("data", (answer: AuthorizeCallsResponse) => answers.push(answer));
    const failed = once(stream, "error");
    const emergency = attempt({ ...call, calledNumber: "911" });
    stream.write({ calls: [...Array.from({ length: 257 }, () => attempt(call)), emergency], ends: [] });
    const [error] = await failed;
    expect(answers.flatMap(({ decisions }) => decisions.map(({ callId }) => callId))).toEqual([emergency.callId]);
    expect(decodeError(error).violations.map(({ field }) => field)).toEqual(["calls"]);
  });
  it("is closed to everyone but SBCs", async () => {
    expect(await failureOf(desk.attestation.authorizeCall({ call: attempt(call) }))).toEqual({
      code: "PERMISSION_DENIED",
      reason: "caller-not-allowed",
    });
  });
});

describe("AuthorizeCalls", () => {
  it("answers messages with calls, in order, and no ends alone", async () => {
    const calls = Array.from({ length: 5 }, () => attempt(call));
    const ends = calls.map(({ callId }) => ({ callId, sipStatus: 200 }));
    const answers = await streamed(
      { calls: calls.slice(0, 2), ends: [] },
      { calls: calls.slice(2), ends: [] },
      { calls: [], ends },
    );
    expect(answers.map((decisions) => decisions.map(({ callId }) => callId))).toEqual([
      calls.slice(0, 2).map(({ callId }) => callId),
      calls.slice(2).map(({ callId }) => callId),
    ]);
  });
  it("lets only the call wait that asks for a position", async () => {
    const stream = sbc.attestation.authorizeCalls();
    const seen: string[] = [];
    stream.on("data", ({ decisions }: AuthorizeCallsResponse) => seen.push(...decisions.map(({ callId }) => callId)));
    stream.on("error", () => {});
    const [first, waiting, third] = [
      attempt(call),
      attempt({ ...call, minPosition: "9000000000000000000" }),
      attempt(call),
    ];
    stream.write({ calls: [first, waiting], ends: [] });
    stream.write({ calls: [third], ends: [] });
    while (seen.length < 2) await once(stream, "data");
    expect(seen).toEqual([first.callId, third.callId]);
    stream.cancel();
  });
});

describe("ReportCallEnds", () => {
  it("changes nothing for a call that is not up", async () => {
    expect(await sbc.attestation.reportCallEnds({ ends: [{ callId: randomUUID(), sipStatus: 200 }] })).toEqual({});
  });
});
