import { randomUUID } from "node:crypto";
import { attempt } from "@rmp/deploy-local/demo/place-call";
import { AttestationLevel } from "@rmp/proto/rmp/attestation/v1/calls";
import { failureOf, platformUnderTest } from "@rmp/test-kit/platform";
import { describe, expect, it } from "vitest";
import { converse, gist, subscribe } from "../../test/calls.ts";

const under = await platformUnderTest();
const { desk, sbc } = under;
const { trunk, numbers, position, ...caller } = await subscribe(under);
const call = (change: Partial<Parameters<typeof attempt>[0]> = {}) =>
  attempt({ trunk, callingNumber: numbers[0], minPosition: position, ...change });
const idsOf = (decisions: readonly { readonly callId: string }[] | undefined) => decisions?.map(({ callId }) => callId);

describe("AuthorizeCalls", () => {
  it("answers each message of calls by one, in the order in which they came", async () => {
    using conversation = converse(sbc);
    const messages = [3, 1, 2].map((length) => Array.from({ length }, () => call()));
    for (const calls of messages) conversation.say({ calls });
    for (const calls of messages) expect(idsOf(await conversation.hear())).toEqual(idsOf(calls));
  });

  it("answers nothing to ends alone", async () => {
    using conversation = converse(sbc);
    const calls = [call()];
    conversation.say({ ends: [{ callId: randomUUID(), sipStatus: 200 }] });
    conversation.say({ calls });
    expect(idsOf(await conversation.hear())).toEqual(idsOf(calls));
  });

  it("decides as AuthorizeCall does", async () => {
    using conversation = converse(sbc);
    conversation.say({ calls: [call()] });
    expect((await conversation.hear())?.map(gist)).toEqual([
      {
        outcome: { level: AttestationLevel.A },
        reasons: ["number-assigned-to-customer", "customer-in-standing", "ingress-provisioned"],
        planSection: "Plan IV",
        evidence: [caller.assigned, caller.approved, caller.provisioned],
      },
    ]);
  });

  it("answers what was sent before it ends with its caller", async () => {
    using conversation = converse(sbc);
    const calls = [call()];
    conversation.say({ calls });
    conversation.finish();
    expect([idsOf(await conversation.hear()), await conversation.hear()]).toEqual([idsOf(calls), undefined]);
  });

  it("gives the journaled decision of a call that comes again", async () => {
    using conversation = converse(sbc);
    const calls = [call()];
    conversation.say({ calls });
    const [first] = (await conversation.hear()) ?? [];
    conversation.say({ calls });
    const [again] = (await conversation.hear()) ?? [];
    expect([again?.journalReference, again?.ingressAt]).toEqual([first?.journalReference, first?.ingressAt]);
  });

  it("tells a call that is not acceptable so in its place, and decides the others", async () => {
    using conversation = converse(sbc);
    conversation.say({ calls: [call(), call({ trunk: "a trunk", calledNumber: "+4930-1234" }), call()] });
    expect((await conversation.hear())?.map(({ outcome, invalid }) => [outcome?.$case, invalid])).toEqual([
      ["permit", ""],
      [
        undefined,
        'trunk: must be 1 to 100 letters, digits, dots, dashes or underscores; given: "a trunk"; ' +
          'called_number: must be a number in E.164 ("+" and 8 to 15 digits, a NANP number of 11), or 911, 933 or 988; given: 10 characters',
      ],
      ["permit", ""],
    ]);
  });

  it("tells a call that has the id of another so", async () => {
    using conversation = converse(sbc);
    const one = call();
    conversation.say({ calls: [one, { ...one, calledNumber: "+12025550124" }] });
    expect((await conversation.hear())?.map(({ callId, invalid }) => [callId, invalid])).toEqual([
      [one.callId, ""],
      [one.callId, "call_id: must be new; it stands for a call with another body"],
    ]);
  });

  it("keeps only the call waiting that asks for a later view", async () => {
    using conversation = converse(sbc);
    const now = call();
    conversation.say({ calls: [call({ minPosition: `${BigInt(position) * 1_000n}` }), now] });
    expect(idsOf(await conversation.hear())).toEqual([now.callId]);
  });

  it("takes nothing of a message with too many calls, emergency calls aside", async () => {
    using conversation = converse(sbc);
    const emergency = call({ calledNumber: "911" });
    conversation.say({ calls: [...Array.from({ length: 256 }, () => call()), emergency] });
    expect(idsOf(await conversation.hear())).toEqual([emergency.callId]);
    expect(await failureOf(conversation.hear())).toEqual({ code: "INVALID_ARGUMENT", fields: ["calls"] });
  });

  it("is closed to everybody but an SBC", async () => {
    using conversation = converse(desk);
    expect(await failureOf(conversation.hear())).toEqual({ code: "PERMISSION_DENIED", reason: "caller-not-allowed" });
  });
});
