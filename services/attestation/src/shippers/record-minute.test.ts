import { createEventLog } from "@rmp/event-store/event-log";
import { startLoop } from "@rmp/event-store/loop";
import { StoreOutcomeUnknown } from "@rmp/event-store/port";
import { attestationEvents } from "@rmp/events/attestation";
import { memoryKeyring } from "@rmp/test-kit/memory-keyring";
import { memoryStore } from "@rmp/test-kit/memory-store";
import type { Recorded } from "@rmp/event-store/envelope";
import { instant } from "@rmp/vocabulary/instant";
import { describe, expect, it, onTestFinished } from "vitest";
import { acme, call, midnight } from "../../test/subscriber.ts";
import type { FollowedEvent } from "../projections/followed-event.ts";
import { createRecordedRefusals } from "../projections/recorded-refusals.ts";
import type { RefusedCalls } from "./minute-tally.ts";
import { recordMinute } from "./record-minute.ts";

const { signal } = new AbortController();

const refused = (change: Partial<RefusedCalls> = {}): RefusedCalls => ({
  customerId: acme,
  reason: "number-not-assigned-to-customer",
  minute: instant(midnight),
  count: 3,
  first: { segment: 1, offset: 0 },
  last: { segment: 1, offset: 900 },
  record: {
    call: call(),
    at: midnight + 59_000,
    planVersion: "v2",
    policyHash: "b".repeat(64),
    viewPosition: "7",
    decision: {
      outcome: "refusal",
      customerId: acme,
      reason: "number-not-assigned-to-customer",
      evidence: [],
      retryAfterSeconds: 0,
    },
  },
  ...change,
});

/** A store, and the loop of one process of a replica over it. */
function started(store = memoryStore(() => instant(midnight)), replica = "attestation-1") {
  const events = createEventLog({ store, keyring: memoryKeyring(), own: attestationEvents });
  const recorded = createRecordedRefusals(replica);
  const loop = startLoop({
    store,
    log: events,
    categories: attestationEvents.categories,
    fold: (event) => recorded.apply(event as Recorded<FollowedEvent>),
  });
  onTestFinished(() => loop[Symbol.asyncDispose]());
  const deps = { recorded, cover: loop.cover, replica, now: () => instant(midnight + 60_000) };
  return { store, events, deps, record: recordMinute({ events, ...deps }) };
}

const written = ({ all }: ReturnType<typeof memoryStore>) =>
  all.map(({ stream, revision, data }) => [`${stream}@${revision}`, data["reason"], data["minute"], data["count"]]);

/** The places of calls that stand behind those. */
const behind = { first: { segment: 1, offset: 1000 }, last: { segment: 2, offset: 0 } };

const first = [`callrefusals-${acme}@0`, "number-not-assigned-to-customer", instant(midnight), 3];

describe("Plan IV, C-IV-11: the refused calls of a minute", () => {
  it("become one event for each reason, in the customer's stream, or in that of the unprovisioned", async () => {
    const { store, record } = started();
    const nobodys = refused({ customerId: undefined, reason: "ingress-not-provisioned" });
    await record([refused(), nobodys, refused({ reason: "sessions-exceeded", count: 1 })], signal);
    expect(written(store)).toEqual([
      first,
      [`callrefusals-${acme}@1`, "sessions-exceeded", instant(midnight), 1],
      ["callrefusals-unprovisioned@0", "ingress-not-provisioned", instant(midnight), 3],
    ]);
  });
  it("cite the journal, and the rules that they were refused under", async () => {
    const { store, record } = started();
    await record([refused()], signal);
    const [event] = store.all;
    expect(event?.data).toEqual({
      customerId: acme,
      reason: "number-not-assigned-to-customer",
      minute: instant(midnight),
      count: 3,
      firstJournalReference: "attestation-1:1:0",
      lastJournalReference: "attestation-1:1:900",
      replica: "attestation-1",
    });
    expect(event?.metadata).toMatchObject({
      occurredAt: instant(midnight + 59_000),
      recordedAt: instant(midnight + 60_000),
      planVersion: "v2",
      policyHash: "b".repeat(64),
      actor: { kind: "service", id: "attestation" },
    });
  });
  it("are recorded once, however often they are told", async () => {
    const { store, record } = started();
    await record([refused()], signal);
    await record([refused()], signal);
    expect(written(store)).toEqual([first]);
  });
  it("are recorded once by a restart too", async () => {
    const { store, record } = started();
    await record([refused()], signal);
    await started(store).record([refused()], signal);
    expect(written(store)).toEqual([first]);
  });
  it("are recorded once where the answer to the append was lost", async () => {
    const { store, record } = started();
    const append = store.append;
    store.append = async (...given) => {
      await append(...given);
      store.append = append;
      throw new StoreOutcomeUnknown("lost");
    };
    await expect(record([refused()], signal)).rejects.toThrow("lost");
    await record([refused()], signal);
    expect(written(store)).toEqual([first]);
  });
  it("of another replica stand beside them", async () => {
    const { store, record } = started();
    await record([refused()], signal);
    await started(store, "attestation-2").record([refused()], signal);
    expect(written(store).map(([where]) => where)).toEqual([`callrefusals-${acme}@0`, `callrefusals-${acme}@1`]);
  });
  it("follow each other minute by minute", async () => {
    const { store, record } = started();
    await record([refused()], signal);
    await record([refused({ minute: instant(midnight + 60_000), ...behind })], signal);
    expect(written(store).map(([where, , minute]) => [where, minute])).toEqual([
      [`callrefusals-${acme}@0`, instant(midnight)],
      [`callrefusals-${acme}@1`, instant(midnight + 60_000)],
    ]);
  });
  it("are recorded where a clock that was set back comes to the minute again, and once each", async () => {
    const { store, record } = started();
    const again = refused({ count: 2, ...behind });
    for (const each of [refused(), again, refused(), again]) await record([each], signal);
    expect([written(store), new Set(store.all.map(({ id }) => id)).size]).toEqual([
      [first, [`callrefusals-${acme}@1`, "number-not-assigned-to-customer", instant(midnight), 2]],
      2,
    ]);
  });
});
