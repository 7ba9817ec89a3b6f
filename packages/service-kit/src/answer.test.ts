import type { Outcome } from "@rmp/event-store/handle-command";
import { instant } from "@rmp/vocabulary/instant";
import { describe, expect, it } from "vitest";
import { answer, type Refusal } from "./answer.ts";
import { RpcError } from "./errors.ts";

type Event = { type: "AgreementRefused"; data: { reason: string } };
type Reason = "calls-not-held" | "not-a-person" | "effective-in-the-past";

const refusals: Record<Reason, Refusal> = {
  "calls-not-held": { status: "FAILED_PRECONDITION", section: "Plan II", says: "Two held calls are needed." },
  "not-a-person": { status: "PERMISSION_DENIED", section: "Plan II", says: "A person is needed." },
  "effective-in-the-past": {
    status: "INVALID_ARGUMENT",
    section: "Plan I",
    field: "effective_at",
    says: "It takes effect now or later.",
  },
};

const answered = (outcome: Outcome<object, Event, Reason>) =>
  answer(outcome, refusals, ({ position }) => `at ${position}`);

function refusalOf(outcome: Outcome<object, Event, Reason>): unknown {
  try {
    return answered(outcome);
  } catch (error) {
    return error;
  }
}

it("an accepted command is answered", () =>
  expect(answered({ kind: "accepted", state: {}, events: [], stream: "customer-1", revision: 3, position: 12n })).toBe(
    "at 12",
  ));

describe("a refused one is told", () => {
  it("its reason, section and detail", () => {
    const error = refusalOf({ kind: "refused", reason: "calls-not-held", detail: { held: "1" } });
    expect(error).toBeInstanceOf(RpcError);
    expect(error).toMatchObject({
      code: "FAILED_PRECONDITION",
      reason: "calls-not-held",
      planSection: "Plan II",
      message: "Two held calls are needed.",
      detail: { held: "1" },
    });
  });

  it("the field it is about, and what stood in it", () =>
    expect(
      refusalOf({ kind: "refused", reason: "effective-in-the-past", detail: { given: "2021-10-15T04:00:00.000Z" } }),
    ).toMatchObject({
      code: "INVALID_ARGUMENT",
      reason: "effective-in-the-past",
      planSection: "Plan I",
      violations: [
        { field: "effective_at", description: "It takes effect now or later. Given: 2021-10-15T04:00:00.000Z." },
      ],
    }));

  it("where it stands on record", () => {
    const at = instant(0);
    const error = refusalOf({
      kind: "refused",
      reason: "not-a-person",
      detail: {},
      recorded: {
        event: { type: "AgreementRefused", data: { reason: "not-a-person" } },
        id: "6f7d5c1e-2b0a-5c38-9d41-52d0b7a6e4f3",
        stream: "customer-1",
        revision: 4,
        position: 77n,
        envelope: {
          requestId: "r",
          requestMac: "1:00",
          correlationId: "c",
          actor: { kind: "service", id: "tool/desk" },
          occurredAt: at,
          recordedAt: at,
          planVersion: "2",
          policyHash: "h",
          schemaVersion: 1,
          service: "customer",
        },
      },
    });
    expect(error).toMatchObject({ detail: { recorded: "customer-1@4", position: "77" } });
  });
});
