import { persist } from "@rmp/event-store/persist";
import { expect, it } from "vitest";
import { RpcError } from "./errors.ts";
import { verdictOf } from "./reaction-verdict.ts";

it.each([["UNAVAILABLE"], ["DEADLINE_EXCEEDED"], ["ABORTED"]] as const)("%s: the same command comes again", (code) =>
  expect(verdictOf(new RpcError(code, ""))).toBe("retry"),
);

it("waits for a plan to be in force", () =>
  expect(verdictOf(new RpcError("FAILED_PRECONDITION", "", { reason: "no-plan-in-force" }))).toBe("retry"));

it("a refusal says its reason", () =>
  expect(verdictOf(new RpcError("FAILED_PRECONDITION", "", { reason: "customer-closed" }))).toEqual({
    refused: "customer-closed",
  }));

it("an answer without a reason says its status", () =>
  expect(verdictOf(new RpcError("UNIMPLEMENTED", "unknown method"))).toEqual({ refused: "UNIMPLEMENTED" }));

it.each([["INTERNAL"], ["UNKNOWN"]] as const)(
  "%s: what is broken is believed to be so when it is said twelve times",
  (code) => expect(verdictOf(new RpcError(code, "internal error"))).toEqual({ refused: code, times: 12 }),
);

it("what is no answer says its name, never its message, and is believed no sooner", () =>
  expect(verdictOf(new TypeError("Morgan Example"))).toEqual({ refused: "TypeError", times: 12 }));

it("what is broken is believed after about a minute", async () => {
  const { times = 1 } = verdictOf(new RpcError("INTERNAL", "")) as { readonly times?: number };
  const [pauses, { signal }]: [number[], AbortController] = [[], new AbortController()];
  let attempts = 0;
  const attempt = async () => (++attempts < times ? undefined : "believed");
  await persist(attempt, { wait: async (milliseconds) => pauses.push(milliseconds), signal });
  expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBe(52_700);
});
