import { once } from "node:events";
import {
  AuthorizeCallResponse,
  AuthorizeCallsRequest,
  AuthorizeCallsResponse,
  CallAttempt,
  Decision,
} from "@rmp/proto/rmp/attestation/v1/calls";
import { describe, expect, it } from "vitest";
import { startFixture } from "../test/fixture.ts";

describe("a method for which a few µs are too many", () => {
  it("gives a handler of streams the stream itself, unchecked", async () => {
    await using fixture = await startFixture({
      calls: {
        authorizeCalls: {
          validate: false,
          response: AuthorizeCallsResponse,
          duplex(stream) {
            stream.on("data", ({ ends }: AuthorizeCallsRequest) =>
              stream.write(AuthorizeCallsResponse.create({ decisions: ends })),
            );
            stream.on("end", () => stream.end());
          },
        },
      },
    });
    const stream = (await fixture.callsAs("tool/desk")).authorizeCalls();
    stream.write(AuthorizeCallsRequest.create({ ends: [{ callId: "" }] }));
    stream.end();
    const [answer] = (await once(stream, "data")) as [AuthorizeCallsResponse];
    expect(answer).toEqual(AuthorizeCallsResponse.create({ decisions: [{ callId: "" }] }));
  });

  it("a response that cannot be written leaves nothing of itself in the next one", async () => {
    await using fixture = await startFixture({
      calls: {
        authorizeCall: {
          validate: false,
          response: AuthorizeCallResponse,
          async handle({ call }) {
            const nanos = call?.callId === "broken" ? Number.NaN : 7;
            return {
              decision: { ...Decision.create(), callId: call?.callId ?? "", ingressAt: { seconds: 1n, nanos } },
            };
          },
        },
      },
    });
    const { authorizeCall } = await fixture.callsAs("tool/desk");
    const asked = (callId: string) => authorizeCall({ call: CallAttempt.create({ callId }) });
    await expect(asked("broken")).rejects.toMatchObject({ code: "INTERNAL" });
    expect((await asked("whole")).decision).toEqual({
      ...Decision.create(),
      callId: "whole",
      ingressAt: { seconds: 1n, nanos: 7 },
    });
  });
});
