import { createEventLog } from "@rmp/event-store/event-log";
import type { Recorded } from "@rmp/event-store/envelope";
import { handleCommand } from "@rmp/event-store/handle-command";
import { type EnforcementEvent, enforcementEvents } from "@rmp/events/enforcement";
import { requested } from "@rmp/test-kit/command-context";
import { memoryKeyring } from "@rmp/test-kit/memory-keyring";
import { memoryStore } from "@rmp/test-kit/memory-store";
import { type CustomerId, derivedId } from "@rmp/vocabulary/ids";
import { describe, expect, it } from "vitest";
import { call, confirm, deliver, dismiss, first, hour, report, second, send, third } from "../../test/spoofing.ts";
import type { EnforcementCommand } from "../domain/commands.ts";
import { enforcement } from "../domain/decide.ts";
import { createStandings } from "./standings.ts";

const [acme, globex]: [CustomerId, CustomerId] = [derivedId("acme"), derivedId("globex")];

/** The view after these commands. */
async function standingsAfter(...commands: readonly (readonly [CustomerId, EnforcementCommand])[]) {
  const store = memoryStore();
  const log = createEventLog({ store, keyring: memoryKeyring(), own: enforcementEvents });
  for (const [index, [customerId, command]] of commands.entries())
    await handleCommand(log, enforcement, customerId, command, requested(`request ${index}`));
  const standings = createStandings();
  for (const stored of store.all) {
    const recorded = log.decode(stored);
    if (recorded) standings.apply(recorded as Recorded<EnforcementEvent>);
  }
  return { standings, log };
}

const heard = [report(call(0, first)), confirm(first, 1), send(2, 2), deliver(4, 4), report(call(5, second))];

describe("the standing of a customer", () => {
  it("is unknown before the first event", async () => {
    const { standings } = await standingsAfter([acme, report(call(0, first))]);
    expect(standings.of(globex)).toBeUndefined();
  });

  it("keeps what a candidate showed and where, still encrypted", async () => {
    const { standings, log } = await standingsAfter([acme, report(call(0, first))]);
    const suspicion = standings.of(acme)?.suspicions.get(first);
    expect(JSON.parse(JSON.stringify(suspicion))).toEqual({
      journalReference: "journal/0",
      callerId: "[personal]",
      // Revision 0 announced the candidate's key.
      suspectedBy: `enforcement-${acme}@1`,
    });
    expect(suspicion && (await log.reveal(suspicion.callerId))).toBe("+12025550111");
  });

  it("cites the event that ended the services", async () => {
    const { standings } = await standingsAfter(...heard.map((command) => [acme, command] as const), [
      acme,
      confirm(second, 6),
    ]);
    const { terminated, state } = standings.of(acme) ?? {};
    expect([terminated?.by, state?.terminated]).toEqual([`enforcement-${acme}@8`, true]);
  });
});

describe("the candidates that wait for a person", () => {
  it("are those of all customers, the oldest first call first", async () => {
    const { standings } = await standingsAfter(
      [acme, report(call(2, first))],
      [globex, report(call(1, second))],
      [acme, report(call(30, third))],
    );
    expect(standings.open().map(({ standing, candidate }) => [standing.customerId, candidate.firstCallAt])).toEqual([
      [globex, hour(1)],
      [acme, hour(2)],
      [acme, hour(30)],
    ]);
  });

  it("are no longer those that were confirmed or dismissed", async () => {
    const { standings } = await standingsAfter(
      [acme, report(call(0, first), call(24, third))],
      [globex, report(call(1, second))],
      [acme, confirm(first, 25)],
      [globex, dismiss(second, 25)],
    );
    expect(standings.open().map(({ candidate }) => candidate.candidateId)).toEqual([third]);
  });
});
