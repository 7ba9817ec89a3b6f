import { randomUUID } from "node:crypto";
import { WarningChannel } from "@rmp/proto/rmp/enforcement/v1/commands";
import { CandidateState } from "@rmp/proto/rmp/enforcement/v1/queries";
import { refusalOf } from "@rmp/deploy-local/demo/onboarding";
import { timestampOf } from "@rmp/service-kit/timestamp";
import { ladder, RECEIPT } from "@rmp/test-kit/ladder";
import { failureOf, platformUnderTest } from "@rmp/test-kit/platform";
import { type Instant, instant, plus } from "@rmp/vocabulary/instant";
import { describe, expect, it } from "vitest";

const under = await platformUnderTest();
const { desk, reader, cast } = under;
const { report, confirm, send, deliver, warn, spoofAgain, terminate } = ladder(under);
const officer = { token: cast.officer.token };
const common = (customerId: string) => ({ requestId: randomUUID(), minPosition: "", customerId });
const broken = (reason: string, section = "Plan IV") => ({ code: "FAILED_PRECONDITION", reason, section });
const now = (): Instant => instant(Date.now());

/** Somebody whose caller ID was reported. */
async function reported(): Promise<string> {
  const customerId = randomUUID();
  await report(customerId);
  return customerId;
}

/** Warned for a burst that ended yesterday, with another candidate before the warning has arrived. */
async function spoofingUnwarned() {
  const customerId = randomUUID();
  const { warningId } = await confirm(customerId, await report(customerId, plus(now(), { hours: -25 })));
  return { customerId, warningId, candidateId: await report(customerId) };
}

describe("Plan IV, C-IV-14: a second infraction", () => {
  it("is not confirmed while the warning is not delivered", async () => {
    const { customerId, candidateId } = await spoofingUnwarned();
    expect(await failureOf(confirm(customerId, candidateId))).toEqual(broken("warning-not-yet-delivered"));
  });

  it("is none where the call preceded the delivery: the candidate is dismissed, on record", async () => {
    const { customerId, warningId, candidateId } = await spoofingUnwarned();
    await send(customerId, warningId);
    await deliver(customerId, warningId);
    const asked = { ...common(customerId), candidateId, finding: "none of its numbers" };
    const refusal = await refusalOf(desk.enforcement.confirmInfraction(asked, officer));
    expect(refusal.reason).toBe("call-preceded-warning");
    const { standing } = await reader.standings.getStanding({
      customerId,
      minPosition: refusal.detail["position"] ?? "",
    });
    expect(standing?.candidates.map(({ state }) => state)).toEqual([
      CandidateState.CONFIRMED,
      CandidateState.DISMISSED,
    ]);
    // The same request hears the same; a new one, what stands.
    expect((await refusalOf(desk.enforcement.confirmInfraction(asked, officer))).detail).toEqual(refusal.detail);
    expect(await failureOf(confirm(customerId, candidateId))).toEqual(broken("candidate-dismissed"));
  });

  it("ends the services, and is told so however often it is confirmed", async () => {
    const customerId = randomUUID();
    const { candidateId } = await spoofAgain(customerId);
    const asked = { ...common(customerId), candidateId, finding: "none of its numbers" };
    const first = await desk.enforcement.confirmInfraction(asked, officer);
    expect(first).toEqual({
      infractionNumber: 2,
      warningId: "",
      servicesTerminated: true,
      recorded: first.recorded,
    });
    expect(await desk.enforcement.confirmInfraction(asked, officer)).toEqual(first);
    expect(await confirm(customerId, candidateId)).toEqual(first);
  });
});

describe("Plan IV, C-IV-15: after the termination", () => {
  it("nothing is confirmed any more", async () => {
    const customerId = randomUUID();
    const { candidateId, deliveredAt } = await spoofAgain(customerId);
    const another = await report(customerId, plus(deliveredAt, { hours: 25 }));
    await confirm(customerId, candidateId);
    expect(await failureOf(confirm(customerId, another))).toEqual(broken("services-already-terminated", "Plan III"));
  });

  it("no report opens a candidate", async () => {
    const customerId = randomUUID();
    await terminate(customerId);
    expect(await report(customerId, plus(now(), { hours: 25 }))).toBe("");
  });

  it("the standing tells all that led to it", async () => {
    const customerId = randomUUID();
    const { recorded } = await terminate(customerId);
    const { standing } = await reader.standings.getStanding({ customerId, minPosition: recorded?.position ?? "" });
    const { candidates, warning, terminatedAt, ...rest } = standing ?? expect.fail("no standing");
    expect(rest).toEqual({
      customerId,
      limits: undefined,
      confirmedInfractions: 2,
      terminatedBy: `enforcement-${customerId}@${recorded?.revision}`,
    });
    expect(candidates.map(({ state }) => state)).toEqual([CandidateState.CONFIRMED, CandidateState.CONFIRMED]);
    const moments = [
      warning?.issuedAt,
      warning?.sentAt,
      warning?.deliveredAt,
      candidates[1]?.firstCallAt,
      terminatedAt,
    ];
    const inOrder = moments.toSorted((a, b) => millis(a) - millis(b));
    expect([moments.includes(undefined), moments]).toEqual([false, inOrder]);
  });
});

const millis = (moment: { readonly seconds: bigint; readonly nanos: number } | undefined): number =>
  Number(moment?.seconds ?? 0n) * 1000 + (moment?.nanos ?? 0) / 1_000_000;

describe("DismissCandidate", () => {
  const dismiss = (customerId: string, candidateId: string) =>
    desk.enforcement.dismissCandidate({ ...common(customerId), candidateId, reason: "its own number" }, officer);

  it("closes a candidate for good", async () => {
    const customerId = randomUUID();
    const candidateId = await report(customerId);
    await dismiss(customerId, candidateId);
    expect(await failureOf(confirm(customerId, candidateId))).toEqual(broken("candidate-dismissed"));
  });

  it("changes nothing the second time", async () => {
    const customerId = randomUUID();
    const candidateId = await report(customerId);
    const first = await dismiss(customerId, candidateId);
    expect(await dismiss(customerId, candidateId)).toEqual(first);
  });

  it("does not undo a confirmation", async () => {
    const customerId = randomUUID();
    const { candidateId } = await warn(customerId);
    expect(await failureOf(dismiss(customerId, candidateId))).toEqual(broken("candidate-already-confirmed"));
  });

  it("knows which candidates it does not know", async () =>
    expect(await failureOf(dismiss(await reported(), randomUUID()))).toEqual({
      code: "NOT_FOUND",
      reason: "candidate-not-found",
      section: "Plan IV",
    }));
});

describe("Plan IV, C-IV-14: the proof of the warning", () => {
  const hence = (minutes: number): Instant => plus(now(), { minutes });

  it.each([
    ["sent-before-issued", (id: string, warningId: string) => send(id, warningId, hence(-5))],
    ["sent-in-the-future", (id: string, warningId: string) => send(id, warningId, hence(5))],
    ["warning-not-sent", (id: string, warningId: string) => deliver(id, warningId)],
  ] as const)("%s", async (reason, step) => {
    const customerId = randomUUID();
    const { warningId } = await warn(customerId);
    expect(await failureOf(step(customerId, warningId))).toEqual(broken(reason));
  });

  it.each([
    ["delivered-before-sent", hence(-5)],
    ["delivered-in-the-future", hence(5)],
  ] as const)("%s", async (reason, deliveredAt) => {
    const customerId = randomUUID();
    const { warningId } = await warn(customerId);
    await send(customerId, warningId);
    expect(await failureOf(deliver(customerId, warningId, deliveredAt))).toEqual(broken(reason));
  });

  it("is of the channel by which it was sent", async () => {
    const customerId = randomUUID();
    const { warningId } = await warn(customerId);
    await send(customerId, warningId);
    const byPortal = {
      ...common(customerId),
      warningId,
      channel: WarningChannel.PORTAL,
      deliveredAt: timestampOf(now()),
      receiptSha256: RECEIPT,
    };
    expect(await failureOf(desk.enforcement.recordWarningDelivered(byPortal, officer))).toEqual(
      broken("warning-not-sent"),
    );
  });

  it("stands once it is given", async () => {
    const customerId = randomUUID();
    const { warningId, deliveredAt } = await spoofAgain(customerId);
    const given = await deliver(customerId, warningId, deliveredAt);
    expect(given.recorded?.stream).toBe(`enforcement-${customerId}`);
    expect(await failureOf(deliver(customerId, warningId))).toEqual(broken("warning-already-delivered"));
    expect(await failureOf(send(customerId, warningId))).toEqual(broken("warning-already-delivered"));
  });

  it.each([
    ["RecordWarningSent", send],
    ["RecordWarningDelivered", deliver],
  ] as const)("is not taken for a warning that was never issued, by %s", async (_, step) =>
    expect(await failureOf(step(await reported(), randomUUID()))).toEqual({
      code: "NOT_FOUND",
      reason: "warning-not-found",
      section: "Plan IV",
    }),
  );
});
