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
  "%s: what is broken is believed to be so when it is said five times",
  (code) => expect(verdictOf(new RpcError(code, "internal error"))).toEqual({ refused: code, times: 5 }),
);

it("what is no answer says its name, never its message", () =>
  expect(verdictOf(new TypeError("Morgan Example"))).toEqual({ refused: "TypeError" }));
