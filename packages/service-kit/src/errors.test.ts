import { Metadata, status } from "@grpc/grpc-js";
import { describe, expect, it } from "vitest";
import { decodeError, encodeError, invalidArgument, RpcError, refused } from "./errors.ts";

/** As the client's grpc-js hands it over. */
const overTheWire = (error: RpcError): RpcError =>
  decodeError(Object.assign(new Error("14 whatever"), encodeError(error)));

const dataOf = ({ code, message, reason, planSection, detail, violations, retryAfterMs }: RpcError) => ({
  code,
  message,
  reason,
  planSection,
  detail,
  violations,
  retryAfterMs,
});

describe("an error arrives as it was thrown", () => {
  it.each([
    ["plain", new RpcError("NOT_FOUND", "No such customer.")],
    ["a refusal", refused("FAILED_PRECONDITION", "calls-not-held", "Plan II", "Two calls are needed.", { held: "1" })],
    ["field violations", invalidArgument([{ field: "limits", description: "is required; given: nothing" }])],
    ["a time to retry", new RpcError("UNAVAILABLE", "Later.", { retryAfterMs: 1_500 })],
    ["words of any script", new RpcError("ABORTED", "“Später” – 稍后 % + 😀")],
  ])("%s", (_what, error) => expect(dataOf(overTheWire(error))).toEqual(dataOf(error)));
});

it("half a surrogate pair in a message does not break the answer", () =>
  expect(overTheWire(new RpcError("ABORTED", "x\ud83d")).message).toBe("x\ufffd"));

it("more violations than trailers can hold are cut", () => {
  const violations = Array.from({ length: 30 }, (_, index) => ({ field: `f${index}`, description: "is required" }));
  const { violations: told, message } = overTheWire(invalidArgument(violations));
  expect(told).toEqual(violations.slice(0, 20));
  expect(message).toMatch(/^invalid: f0, f1, .*, f19 and 10 more$/);
});

describe("what another server sends", () => {
  it("without details is the status alone", () =>
    expect(
      dataOf(decodeError({ code: status.UNAVAILABLE, details: "no connection", metadata: new Metadata() })),
    ).toEqual(dataOf(new RpcError("UNAVAILABLE", "no connection"))));

  it("of an unknown status is UNKNOWN", () =>
    expect(decodeError({ code: 99, details: "?", metadata: new Metadata() }).code).toBe("UNKNOWN"));

  it("that is no status at all is UNKNOWN", () => expect(decodeError(new Error("broken")).code).toBe("UNKNOWN"));
});
