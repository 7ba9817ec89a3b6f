import { randomUUID } from "node:crypto";
import { onboard } from "@rmp/deploy-local/demo/onboarding";
import { CandidateState } from "@rmp/proto/rmp/enforcement/v1/queries";
import { ladder, STRANGER } from "@rmp/test-kit/ladder";
import { failureOf, platformUnderTest, silent } from "@rmp/test-kit/platform";
import { describe, expect, it } from "vitest";
import { apply } from "../../test/applicant.ts";

const under = await platformUnderTest();
const { desk, reader, cast } = under;
const { report, confirm, spoofAgain } = ladder(under);
const officer = { token: cast.officer.token };

const manyTimes = <T>(times: number, once: () => Promise<T>) => Promise.all(Array.from({ length: times }, once));

it("Plan IV, C-IV-14: 32 confirmations at once end in one warning", async () => {
  const customerId = randomUUID();
  const candidateId = await report(customerId);
  const answers = await manyTimes(32, () => confirm(customerId, candidateId));
  expect(new Set(answers.map(({ warningId }) => warningId)).size).toBe(1);
  expect(
    new Set(answers.map(({ infractionNumber, servicesTerminated }) => `${infractionNumber} ${servicesTerminated}`)),
  ).toEqual(new Set(["1 false"]));
});

it("Plan IV, C-IV-15: 32 confirmations at once end in one termination", async () => {
  const { customerId } = await onboard(silent, desk, cast);
  const { candidateId } = await spoofAgain(customerId);
  const answers = await manyTimes(32, () => confirm(customerId, candidateId));
  expect(new Set(answers.map(({ recorded }) => recorded?.revision)).size).toBe(1);
  const { standing } = await reader.standings.getStanding({
    customerId,
    minPosition: answers[0]?.recorded?.position ?? "",
  });
  expect([standing?.confirmedInfractions, standing?.terminatedBy]).toEqual([
    2,
    `enforcement-${customerId}@${answers[0]?.recorded?.revision}`,
  ]);
});

describe("ReportRefusedCallerIds", () => {
  it("joins a burst to one candidate", async () => {
    const customerId = randomUUID();
    const candidateId = await report(customerId);
    expect(await report(customerId)).toBe(candidateId);
  });
});

describe("ConfirmInfraction", () => {
  it("is answered the same under the same request, and refuses another body under its id", async () => {
    const customerId = randomUUID();
    const candidateId = await report(customerId);
    const request = {
      requestId: randomUUID(),
      minPosition: "",
      customerId,
      candidateId,
      finding: "none of its numbers",
    };
    const first = await desk.enforcement.confirmInfraction(request, officer);
    expect(await desk.enforcement.confirmInfraction(request, officer)).toEqual(first);
    expect(
      await failureOf(desk.enforcement.confirmInfraction({ ...request, finding: "all of its numbers" }, officer)),
    ).toEqual({ code: "INVALID_ARGUMENT", fields: ["request_id"] });
  });

  it("knows which candidates it does not know", async () => {
    const customerId = randomUUID();
    await report(customerId);
    expect(await failureOf(confirm(customerId, randomUUID()))).toEqual({
      code: "NOT_FOUND",
      reason: "candidate-not-found",
      section: "Plan IV",
    });
  });
});

describe("EnforcementQueryService", () => {
  /** The position of the view as soon as it shows a candidate of this customer. */
  async function seen(customerId: string, fromPosition: string): Promise<string> {
    const watch = desk.standings.watchStanding({ customerId, fromPosition }, { deadlineMs: 10_000 });
    for await (const { standing, position } of watch) if (standing?.candidates.length === 1) return position;
    return expect.fail("the watch ended before the candidate was seen");
  }

  it("shows a person what the first call showed, in the standing and among what waits", async () => {
    const { customerId, position } = await apply(under);
    const candidateId = await report(customerId);
    const minPosition = await seen(customerId, position);
    const { candidates } = await reader.standings.listOpenCandidates({ minPosition });
    const { standing } = await reader.standings.getStanding({ customerId, minPosition });
    const [candidate] = standing?.candidates ?? [];
    expect([candidate?.candidateId, candidate?.callerId, candidate?.state]).toEqual([
      candidateId,
      STRANGER,
      CandidateState.OPEN,
    ]);
    expect(candidates.find((open) => open.candidateId === candidateId)).toEqual(candidate);
  });

  it("lists no candidate that was decided", async () => {
    const customerId = randomUUID();
    const candidateId = await report(customerId);
    const { recorded } = await confirm(customerId, candidateId);
    const { candidates } = await reader.standings.listOpenCandidates({ minPosition: recorded?.position ?? "" });
    expect(candidates.filter((open) => open.customerId === customerId)).toEqual([]);
  });

  it("knows which customers it does not know", async () => {
    const unknown = { code: "NOT_FOUND", reason: "customer-not-found", section: "Plan V" };
    const customerId = randomUUID();
    const watched = desk.standings.watchStanding({ customerId, fromPosition: "" }, { deadlineMs: 10_000 });
    expect(await failureOf(desk.standings.getStanding({ customerId, minPosition: "" }))).toEqual(unknown);
    expect(await failureOf(watched[Symbol.asyncIterator]().next())).toEqual(unknown);
  });

  it("has nothing to say yet of who has only applied", async () => {
    const { customerId, position: minPosition } = await apply(under);
    const { standing } = await reader.standings.getStanding({ customerId, minPosition });
    expect(standing).toEqual({
      customerId,
      candidates: [],
      confirmedInfractions: 0,
      terminatedBy: "",
    });
  });

  it("tells who watches a standing of each change", async () => {
    const { customerId, position } = await apply(under);
    const seen: number[] = [];
    const watch = desk.standings.watchStanding({ customerId, fromPosition: position }, { deadlineMs: 10_000 });
    for await (const { standing } of watch) {
      seen.push(standing?.candidates.length ?? -1);
      if (seen.length === 2) break;
      await report(customerId);
    }
    expect(seen).toEqual([0, 1]);
  });
});
