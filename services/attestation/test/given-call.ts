import { expect } from "vitest";
import type { CallAttempt, CallDecision } from "../src/domain/call.ts";
import { decideCall, type Situation } from "../src/domain/decide.ts";
import { createUsageLedger } from "../src/domain/usage.ts";
import { acme, call, factsOf, midnight, policy, type Standing } from "./subscriber.ts";

// One decision as a sentence: given these events, when this call comes in this situation, then this is decided.

export const given = (...events: readonly Standing[]) => ({
  when(change: Partial<CallAttempt> = {}, situation: Partial<Situation> = {}) {
    const decision = decideCall(call(change), {
      at: midnight,
      elapsed: 0,
      policy,
      facts: factsOf(...events),
      viewAgeMs: 0,
      usage: createUsageLedger(),
      certificate: { begins: midnight, ends: midnight + 1 },
      ...situation,
    });
    return { then: (expected: CallDecision) => expect(decision).toEqual(expected) };
  },
});

export const known = ["number-assigned-to-customer", "customer-in-standing", "ingress-provisioned"] as const;
export const evidence = ["number-12025550111@0", `customer-${acme}@9`, `customer-${acme}@8`];
export const permit = { outcome: "permit", customerId: acme, level: "A", reasons: known, evidence } as const;
export const refusal = { outcome: "refusal", customerId: acme, evidence: [], retryAfterSeconds: 0 } as const;
export const nobody = { ...refusal, customerId: undefined };
