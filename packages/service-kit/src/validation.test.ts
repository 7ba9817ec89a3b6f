import { AuthorizeCallRequest } from "@rmp/proto/rmp/attestation/v1/calls";
import { describe, expect, it } from "vitest";
import { failureOf, startFixture } from "../test/fixture.ts";
import { checkBytes, checkFields, validation } from "../test/rules.ts";

describe("a request is told for each field what is expected and what was given:", () => {
  it("nothing of a good one", () => expect(checkFields({})).toEqual([]));

  it("a text", () =>
    expect(checkFields({ requestId: "abc" })).toEqual([
      { field: "request_id", description: 'must be a valid UUID; given: "abc"' },
    ]));

  it("a missing id", () =>
    expect(checkFields({ requestId: "" })).toEqual([
      { field: "request_id", description: 'must be a valid UUID; given: ""' },
    ]));

  it("a long text by its beginning and its length", () =>
    expect(checkFields({ title: "x".repeat(71) })).toEqual([
      { field: "title", description: `must be at most 70 characters; given: "${"x".repeat(60)}"… (71 characters)` },
    ]));

  it("an enum by its names", () =>
    expect(checkFields({ kind: 0 })).toEqual([
      { field: "kind", description: "must be one of KIND_BUSINESS, KIND_CONSUMER; given: KIND_UNSPECIFIED" },
    ]));

  it("an enum value that nobody named", () =>
    expect(checkFields({ kind: 9 })).toEqual([
      { field: "kind", description: "must be one of KIND_BUSINESS, KIND_CONSUMER; given: 9" },
    ]));

  it("a message that is not there", () =>
    expect(checkFields({ limits: undefined })).toEqual([
      { field: "limits", description: "is required; given: nothing" },
    ]));

  it("a field inside another", () =>
    expect(checkFields({ limits: { sessions: 101 } })).toEqual([
      {
        field: "limits.sessions",
        description: "must be greater than or equal to 1 and less than or equal to 100; given: 101",
      },
    ]));

  it("an entry of a map", () =>
    expect(checkFields({ counts: { calls: 6 } })).toEqual([
      { field: 'counts["calls"]', description: "must be less than or equal to 5; given: 6" },
    ]));

  it("a rule over the whole request", () =>
    expect(checkFields({ title: "" })).toEqual([
      { field: "request", description: "notes are expected where there is no title" },
    ]));

  it("bytes that are no message", () =>
    expect(checkBytes(Buffer.from("ff", "hex"))).toEqual([
      { field: "request", description: "must be a rmp.test.v1.CheckRequest; given: 1 bytes" },
    ]));
});

describe("of a personal field only length and shape are told:", () => {
  it("of a text", () =>
    expect(checkFields({ spokeWith: "Jürgen 202" })).toEqual([
      { field: "spoke_with", description: "must be at most 10 bytes; given: 11 bytes (letters, digits, spaces)" },
    ]));

  it("of an entry of a list", () =>
    expect(checkFields({ notes: ["ok", "+12025550100"] })).toEqual([
      { field: "notes[1]", description: "must be at most 10 characters; given: 12 characters (digits, other)" },
    ]));

  it("of a field inside one", () =>
    expect(checkFields({ person: { name: "Jane Roe" } })).toEqual([
      { field: "person.name", description: "must be at most 5 characters; given: 8 characters (letters, spaces)" },
    ]));

  it("of an entry of a map, whose key may be personal too", () =>
    expect(checkFields({ phones: { "Jane Roe": "0100" } })).toEqual([
      { field: 'phones["…"]', description: "must be at most 3 characters; given: 4 characters (digits)" },
    ]));
});

it("a method that no proto names is a mistake of the start", () =>
  expect(() => validation("/rmp.test.v1.RulesService/Nonsense")).toThrow(
    "the proto image does not know /rmp.test.v1.RulesService/Nonsense",
  ));

it("over the wire the handler is not asked, and nothing personal comes back or is logged", async () => {
  await using fixture = await startFixture({
    calls: {
      authorizeCall: () => {
        throw new Error("asked");
      },
    },
  });
  const client = await fixture.callsAs("tool/desk");
  const callingNumber = "+12025550100".repeat(60);
  const request = AuthorizeCallRequest.create({
    call: { callId: "c-1", trunk: "t", callingNumber, calledNumber: "911" },
  });
  const { code, violations } = await failureOf(client.authorizeCall(request));
  expect({ code, fields: violations.map(({ field }) => field) }).toEqual({
    code: "INVALID_ARGUMENT",
    fields: ["call.calling_number"],
  });
  expect(violations[0]?.description).toMatch(/; given: 720 (characters|bytes) \(digits, other\)$/);
  expect(fixture.logged()).toMatchObject([{ code: "INVALID_ARGUMENT" }]);
  expect(JSON.stringify(fixture.logged())).not.toContain("202555");
});
