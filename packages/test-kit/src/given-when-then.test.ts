import { Personal } from "@rmp/event-store/personal";
import { describe, expect, test } from "vitest";
import { given } from "./given-when-then.ts";
import { lending } from "./lending.ts";

const lent = (name: string) =>
  ({ type: "BookLent", data: { reader: "1", name: Personal.of(name, "reader-1") } }) as const;
const counted = { type: "LoanCounted", data: { loans: 1 } } as const;
const lend = { type: "lend", reader: "1", name: "Ada" } as const;

test("what happened, what was refused, and nothing", () => {
  given(lending).when(lend).then(lent("Ada"), counted);
  given(lending, lent("Ada"), counted).when(lend).thenRefused("already-lent", { loans: "1" });
  given(lending)
    .when({ ...lend, reader: "barred" })
    .thenRefusedOnRecord("reader-barred", {
      type: "LendingRefused",
      data: { reader: "barred" },
    });
  given(lending).when({ type: "return" }).thenNothing();
});

describe("it fails for", () => {
  const outcome = given(lending).when(lend);
  const refused = given(lending, lent("Ada"), counted).when(lend);
  test.each([
    ["another order", () => outcome.then(counted, lent("Ada"))],
    ["a missing event", () => outcome.then(lent("Ada"))],
    ["another field", () => outcome.then(lent("Ada"), { type: "LoanCounted", data: { loans: 2 } })],
    ["another personal text", () => outcome.then(lent("Eve"), counted)],
    ["an acceptance expected to change nothing", () => outcome.thenNothing()],
    ["an acceptance expected to be refused", () => outcome.thenRefused("already-lent")],
    ["a refusal expected to be accepted", () => refused.thenNothing()],
    ["another reason", () => refused.thenRefused("reader-barred", { loans: "1" })],
    ["a missing detail", () => refused.thenRefused("already-lent")],
  ])("%s", (_, assertion) => expect(assertion).toThrow("Expected values to be strictly deep-equal"));
});
