import { createHash, randomUUID } from "node:crypto";
import { onboard } from "@rmp/deploy-local/demo/onboarding";
import { attempt, authorize } from "@rmp/deploy-local/demo/place-call";
import { standingWhere } from "@rmp/deploy-local/demo/spoof";
import { WarningChannel } from "@rmp/proto/rmp/enforcement/v1/commands";
import { CandidateState } from "@rmp/proto/rmp/enforcement/v1/queries";
import { RpcError } from "@rmp/service-kit/errors";
import { timestampOf } from "@rmp/service-kit/timestamp";
import { platformUnderTest, silent } from "@rmp/test-kit/platform";
import { instant } from "@rmp/vocabulary/instant";
import { describe, expect, it } from "vitest";

const { desk, sbc, cast } = await platformUnderTest();
const token = { token: cast.officer.token };
const STRANGER = "+13035550199";

/** 32 confirmations at once, each with its own request id; a lost race may be told ABORTED and comes again. */
async function confirmAtOnce(customerId: string, candidateId: string) {
  const confirm = async () => {
    const request = {
      requestId: randomUUID(),
      minPosition: "",
      customerId,
      candidateId,
      finding: "Set by the dialler.",
    };
    for (;;) {
      try {
        return await desk.enforcement.confirmInfraction(request, { ...token, deadlineMs: 60_000 });
      } catch (error) {
        if (!(error instanceof RpcError) || error.code !== "ABORTED") throw error;
      }
    }
  };
  return Promise.all(Array.from({ length: 32 }, confirm));
}

describe("Plan IV, C-IV-14: one warning, whoever confirms at the same time", () => {
  it("32 concurrent confirmations end in one warning, then 32 in one termination", async () => {
    const customer = await onboard(silent, desk, cast);
    const { customerId, trunk, position } = customer;
    const spoof = () => authorize(sbc, attempt({ trunk, callingNumber: STRANGER, minPosition: position }));
    await spoof();
    const { candidates } = await standingWhere(desk, customer, (standing) => standing.candidates.length > 0);
    const first = await confirmAtOnce(customerId, candidates[0]?.candidateId ?? "");
    expect(new Set(first.map(({ warningId }) => warningId)).size).toBe(1);
    expect(new Set(first.map(({ infractionNumber }) => infractionNumber))).toEqual(new Set([1]));
    expect(first.some(({ servicesTerminated }) => servicesTerminated)).toBe(false);

    const warning = {
      minPosition: "",
      customerId,
      warningId: first[0]?.warningId ?? "",
      channel: WarningChannel.COURIER,
    };
    const now = () => timestampOf(instant(Date.now()));
    await desk.enforcement.recordWarningSent({ ...warning, requestId: randomUUID(), sentAt: now() }, token);
    const receiptSha256 = createHash("sha256").update("receipt").digest("hex");
    await desk.enforcement.recordWarningDelivered(
      { ...warning, requestId: randomUUID(), deliveredAt: now(), receiptSha256 },
      token,
    );
    await spoof();
    const second = await standingWhere(desk, customer, (standing) => standing.candidates.length > 1);
    const open = second.candidates.find(({ state }) => state === CandidateState.OPEN);
    const ended = await confirmAtOnce(customerId, open?.candidateId ?? "");
    expect(new Set(ended.map(({ infractionNumber }) => infractionNumber))).toEqual(new Set([2]));
    expect(new Set(ended.map(({ recorded }) => recorded?.revision)).size).toBe(1);
    const standing = await standingWhere(desk, customer, ({ terminatedBy }) => terminatedBy !== "");
    expect([standing.confirmedInfractions, standing.warning?.warningId]).toEqual([2, first[0]?.warningId]);
  }, 90_000);
});
