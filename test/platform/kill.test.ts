import { randomUUID } from "node:crypto";
import { onboard } from "@rmp/deploy-local/demo/onboarding";
import { assignTwo, attempt, authorize } from "@rmp/deploy-local/demo/place-call";
import { standingWhere } from "@rmp/deploy-local/demo/spoof";
import type { Decision } from "@rmp/proto/rmp/attestation/v1/calls";
import { CustomerKind } from "@rmp/proto/rmp/customer/v1/commands";
import { silent } from "@rmp/test-kit/platform";
import { afterAll, describe, expect, it } from "vitest";
import { ownPlatform } from "./own-platform.ts";

const own = await ownPlatform();
afterAll(() => own[Symbol.asyncDispose]());
const { desk, sbc, cast } = own;
const token = { token: cast.officer.token };

/** Bound for a busy machine: three restarts under load. */
const TIMEOUT = 120_000;

/** Runs commands side by side, a few at a time, while a part of the platform is killed and started again. */
async function underKills<T>(part: string, kills: number, commands: readonly (() => Promise<T>)[]): Promise<T[]> {
  const answers: T[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < commands.length; index = next++) {
      const command = commands[index];
      if (command) answers[index] = await own.untilAcknowledged(command);
    }
  };
  const working = Promise.all(Array.from({ length: 8 }, worker));
  for (let kill = 1; kill <= kills; kill += 1) {
    // Not before a share of the commands is acknowledged: the kill falls into the middle of the work.
    await until(() => answers.length >= (commands.length * kill) / (kills + 2));
    await own.killAndRestart(part);
  }
  await working;
  return answers;
}

/** Looks again each time the event loop comes round. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(setImmediate);
}

describe("kill -9 of the event store under commands", () => {
  it(
    "loses and doubles nothing that was acknowledged",
    async () => {
      const openings = Array.from({ length: 120 }, () => ({
        requestId: randomUUID(),
        minPosition: "",
        kind: CustomerKind.BUSINESS,
        businessName: `Killed ${randomUUID()}`,
      }));
      const commands = openings.map((request) => () => desk.customer.openOnboarding(request, token));
      const answers = await underKills("event-store", 3, commands);
      // The same requests again: each answer as it was.
      const again = await Promise.all(commands.map((command) => own.untilAcknowledged(command)));
      expect(again).toEqual(answers);
      const last = answers.map(({ recorded }) => BigInt(recorded?.position ?? 0)).reduce((a, b) => (a > b ? a : b));
      const { customers } = await desk.customers.listCustomers({ stage: 0, minPosition: `${last}` }, token);
      const names = customers.map(({ businessName }) => businessName).filter((name) => name.startsWith("Killed "));
      expect(names.toSorted()).toEqual(openings.map(({ businessName }) => businessName).toSorted());
    },
    TIMEOUT,
  );
});

describe("kill -9 of enforcement under commands", () => {
  it(
    "records each acknowledged change once",
    async () => {
      const { customerId, position } = await onboard(silent, desk, cast);
      const before = await takenOver(customerId, position);
      const changes = Array.from({ length: 60 }, (_, index) => ({
        requestId: randomUUID(),
        minPosition: "",
        customerId,
        limits: { callsPerSecond: index + 1, sessions: index + 1 },
        reason: "The customer's campaign changed.",
      }));
      const commands = changes.map((request) => () => desk.enforcement.changeLimits(request, token));
      const answers = await underKills("enforcement", 2, commands);
      const revisions = answers.map(({ recorded }) => Number(recorded?.revision)).toSorted((a, b) => a - b);
      // One event each, one after the other: none lost, none twice.
      expect(revisions).toEqual(changes.map((_, index) => before + index + 1 + announcedKey));
    },
    TIMEOUT,
  );
});

/** The stream's first personal field brings the event that announces its key. */
const announcedKey = 1;

/** Revision of the limits that enforcement took over from the approval. */
async function takenOver(customerId: string, fromPosition: string): Promise<number> {
  const watch = desk.standings.watchStanding({ customerId, fromPosition }, { deadlineMs: 20_000 });
  for await (const { standing } of watch) if (standing?.limits) return 0;
  throw new Error("the limits were never taken over");
}

describe("kill -9 of attestation under calls", () => {
  it(
    "answers each call as it was decided, from the journal",
    async () => {
      const onboarded = await onboard(silent, desk, cast);
      const { numbers, position } = await assignTwo(silent, desk, cast, onboarded);
      const calls = Array.from({ length: 100 }, (_, index) =>
        attempt({
          trunk: onboarded.trunk,
          callingNumber: index % 4 === 3 ? "+13035550199" : numbers[0],
          minPosition: position,
        }),
      );
      // Asked again as soon as it is answered: a repeat is known for 32 seconds, and a kill may fall between the two.
      const commands = calls.map((call) => async () => {
        const decision = await authorize(sbc, call);
        return { decision, again: await own.untilAcknowledged(() => authorize(sbc, call)) };
      });
      const answers = await underKills("attestation", 2, commands);
      const told = ({ journalReference, reasons }: Decision) => ({ journalReference, reasons });
      expect(answers.map(({ again }) => told(again))).toEqual(answers.map(({ decision }) => told(decision)));
      expect(answers.map(({ decision }) => decision.outcome?.$case)).toEqual(
        calls.map((_, index) => (index % 4 === 3 ? "refusal" : "permit")),
      );
      expect(new Set(answers.map(({ decision }) => decision.journalReference)).size).toBe(calls.length);
      // All the spoofed ones are one burst, whoever was killed while they were reported.
      const { candidates } = await standingWhere(desk, onboarded, (standing) => standing.candidates.length > 0);
      expect(candidates.length).toBe(1);
    },
    TIMEOUT,
  );
});
