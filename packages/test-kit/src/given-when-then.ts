import assert from "node:assert/strict";
import {
  type Decider,
  type Decision,
  type Detail,
  type DomainEvent,
  fold,
  refuse,
  refuseOnRecord,
} from "@rmp/event-store/decider";
import { Personal } from "@rmp/event-store/personal";

/** What a test says of a decision. Equality is exact: order, every field, and the text of personal fields. */
export interface Outcome<E, R extends string> {
  /** The command was accepted and exactly this happened. */
  then(...events: readonly E[]): void;
  /** The command was accepted and changed nothing. */
  thenNothing(): void;
  /** The command was refused and nothing was recorded. */
  thenRefused(reason: R, detail?: Detail): void;
  /** The command was refused and the event proves it. */
  thenRefusedOnRecord(reason: R, event: E): void;
}

/** `given(decider, ...history).when(command).then(...events)`: one decision of a decider, as a sentence. */
export function given<S, C, E extends DomainEvent, R extends string>(
  decider: Decider<S, C, E, R>,
  ...history: readonly E[]
): { when(command: C): Outcome<E, R> } {
  return {
    when(command) {
      const decision = decider.decide(command, fold(decider, history));
      const is = (expected: Decision<E, R>) => assert.deepStrictEqual(readable(decision), readable(expected));
      return {
        then: (...events) => is({ kind: "accept", events }),
        thenNothing: () => is({ kind: "accept", events: [] }),
        thenRefused: (reason, detail) => is(refuse(reason, detail)),
        thenRefusedOnRecord: (reason, event) => is(refuseOnRecord(reason, event)),
      };
    },
  };
}

/** The value with each `Personal` replaced by what it holds: assertions see nothing of it otherwise, and find all of them equal. */
export function readable(value: unknown): unknown {
  if (value instanceof Personal) return { personal: Personal.held(value) };
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, readable(field)]));
}
