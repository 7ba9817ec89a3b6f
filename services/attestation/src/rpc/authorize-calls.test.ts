import type { AuthorizeCallsResponse } from "@rmp/proto/rmp/attestation/v1/calls";
import { decodeError } from "@rmp/service-kit/errors";
import { describe, expect, it } from "vitest";
import { startedReplica, temporaryDirectory } from "../../test/call-path.ts";
import { served } from "../../test/served.ts";
import { acme, call, midnight } from "../../test/subscriber.ts";
import { createCallQueue } from "../decisions/call-queue.ts";

const asked = (callId: string) => ({ ...call({ callId }), atMost: 0 as const, minPosition: "" });
const end = (callId: string, sipStatus = 200) => ({ callId, sipStatus });

/** A stream to a replica with the calls a, b and c up, and what it answers. */
async function withCallsUp() {
  const { ask, decide, usage } = await startedReplica(temporaryDirectory());
  for (const callId of ["a", "b", "c"]) ask(0, { callId });
  const client = await served(createCallQueue(decide, { now: () => midnight, elapsed: () => 5000 }, 0));
  const stream = client.authorizeCalls();
  const answers = stream[Symbol.asyncIterator]();
  const hear = async (): Promise<AuthorizeCallsResponse> => {
    const answer: IteratorResult<AuthorizeCallsResponse> = await answers.next();
    return answer.done ? expect.fail("the stream has ended") : answer.value;
  };
  return { stream, hear, sessions: () => usage.sessions(acme) };
}

describe("an end that is not acceptable", () => {
  const told = {
    callId: "",
    invalid: "call_id: must be 1 to 255 characters; given: 0 characters; sip_status: must be at most 699; given: 700",
  };

  it("is told so alone: the other ends of its message are applied, and the stream goes on", async () => {
    const { stream, hear, sessions } = await withCallsUp();
    stream.write({ calls: [], ends: [end("a"), end("", 700), end("b")] });
    expect([await hear(), sessions()]).toEqual([{ decisions: [], invalidEnds: [told] }, 1]);
    stream.write({ calls: [], ends: [end("c")] });
    stream.write({ calls: [asked("d")], ends: [] });
    const { decisions, invalidEnds } = await hear();
    expect([decisions.map(({ callId, outcome }) => [callId, outcome?.$case]), invalidEnds, sessions()]).toEqual([
      [["d", "permit"]],
      [],
      1,
    ]);
    stream.cancel();
  });

  it("is told so with the decisions of its message", async () => {
    const { stream, hear } = await withCallsUp();
    stream.write({ calls: [asked("d")], ends: [end("", 700)] });
    const { decisions, invalidEnds } = await hear();
    expect([decisions.map(({ callId }) => callId), invalidEnds]).toEqual([["d"], [told]]);
    stream.cancel();
  });
});

describe("a message with too many ends", () => {
  it("ends the stream: nothing of it is applied", async () => {
    const { stream, hear, sessions } = await withCallsUp();
    stream.write({ calls: [], ends: Array.from({ length: 1001 }, () => end("a")) });
    const failure = await hear().catch(decodeError);
    expect([failure, sessions()]).toMatchObject([{ code: "INVALID_ARGUMENT", violations: [{ field: "ends" }] }, 3]);
  });
});
