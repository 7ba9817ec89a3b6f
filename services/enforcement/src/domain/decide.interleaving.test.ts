import { createEventLog } from "@rmp/event-store/event-log";
import { handleCommand } from "@rmp/event-store/handle-command";
import { enforcementEvents } from "@rmp/events/enforcement";
import { requested } from "@rmp/test-kit/command-context";
import { memoryKeyring } from "@rmp/test-kit/memory-keyring";
import { memoryStore } from "@rmp/test-kit/memory-store";
import { overtaken } from "@rmp/test-kit/overtaken-store";
import { describe, expect, it } from "vitest";
import { call, confirm, deliver, dismiss, first, report, second, send, third } from "../../test/spoofing.ts";
import type { EnforcementCommand } from "./commands.ts";
import { enforcement } from "./decide.ts";

const spoof = [report(call(0, first))];
const warned = [...spoof, confirm(first, 1)];
const heard = [...warned, send(2, 2), deliver(4, 4), report(call(5, second))];

/** One customer after some commands; then `slow` is decided, and before it is written `fast` is decided and written. */
async function race(history: readonly EnforcementCommand[], slow: EnforcementCommand, fast: EnforcementCommand) {
  const store = memoryStore();
  const keyring = memoryKeyring();
  const log = createEventLog({ store, keyring, own: enforcementEvents });
  const run = (on: typeof log, command: EnforcementCommand, requestId: string) =>
    handleCommand(on, enforcement, "1", command, requested(requestId));
  for (const [index, command] of history.entries()) await run(log, command, `before ${index}`);
  const meanwhile = overtaken(store, () => run(log, fast, "fast"));
  const outcome = await run(createEventLog({ store: meanwhile, keyring, own: enforcementEvents }), slow, "slow");
  const types = store.all.map(({ type }) => type).filter((type) => type in enforcementEvents.definitions);
  return {
    slow: outcome.kind === "refused" ? outcome.reason : outcome.events.map(({ event }) => event.type),
    count: (type: string) => types.filter((each) => each === type).length,
  };
}

describe("Plan IV, C-IV-14: one warning, when two persons confirm at once", () => {
  it("warns once, and tells the slower one so", async () => {
    const { slow, count } = await race(spoof, confirm(first, 1), confirm(first, 1));
    expect([slow, count("InfractionConfirmed"), count("WarningIssued")]).toEqual([[], 1, 1]);
  });

  it("takes no second candidate of the same moment for the second infraction", async () => {
    const two = [report(call(0, first), call(24, second))];
    const { slow, count } = await race(two, confirm(second, 25), confirm(first, 25));
    expect([slow, count("WarningIssued"), count("ServicesTerminated")]).toEqual(["warning-not-yet-delivered", 1, 0]);
  });

  it("does not confirm what another has just dismissed", async () => {
    const { slow, count } = await race(spoof, confirm(first, 1), dismiss(first, 1));
    expect([slow, count("InfractionConfirmed")]).toEqual(["candidate-dismissed", 0]);
  });

  it("does not dismiss what another has just confirmed", async () => {
    const { slow, count } = await race(spoof, dismiss(first, 1), confirm(first, 1));
    expect([slow, count("InfractionDismissed")]).toEqual(["candidate-already-confirmed", 0]);
  });

  it("records one proof of delivery", async () => {
    const { slow, count } = await race([...warned, send(2, 2)], deliver(3, 5), deliver(4, 5));
    expect([slow, count("WarningDelivered")]).toEqual(["warning-already-delivered", 1]);
  });
});

describe("Plan IV, C-IV-15: terminated once, when two persons confirm at once", () => {
  it("ends the services once, and tells the slower one so", async () => {
    const { slow, count } = await race(heard, confirm(second, 6), confirm(second, 6));
    expect([slow, count("InfractionConfirmed"), count("ServicesTerminated")]).toEqual([[], 2, 1]);
  });

  it("ends them once for two candidates", async () => {
    const { slow, count } = await race([...heard, report(call(30, third))], confirm(third, 31), confirm(second, 31));
    expect([slow, count("ServicesTerminated")]).toEqual(["services-already-terminated", 1]);
  });
});

describe("Plan IV, C-IV-13: one candidate, when reports meet decisions", () => {
  it("opens one candidate for two reports of the same burst", async () => {
    const { slow, count } = await race([], report(call(0, first)), report(call(0.5, second)));
    expect([slow, count("InfractionSuspected")]).toEqual([[], 1]);
  });

  it("drops what came before a delivery that is recorded meanwhile", async () => {
    const after24 = [...warned, send(2, 2)];
    const { slow, count } = await race(after24, report(call(25, second)), deliver(26, 27));
    expect([slow, count("InfractionSuspected")]).toEqual([[], 1]);
  });

  it("suspects nobody whose services end meanwhile", async () => {
    const { slow, count } = await race(heard, report(call(30, third)), confirm(second, 31));
    expect([slow, count("ServicesTerminated")]).toEqual([[], 1]);
  });
});
