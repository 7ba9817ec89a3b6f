import { createHash, randomUUID } from "node:crypto";
import { connectAs } from "@rmp/deploy-local/clients";
import { WarningChannel } from "@rmp/proto/rmp/enforcement/v1/commands";
import { timestampOf } from "@rmp/service-kit/timestamp";
import { type Instant, instant, plus } from "@rmp/vocabulary/instant";
import { afterAll } from "vitest";
import type { PlatformUnderTest } from "./platform.ts";

/** A fictional number of somebody else. */
export const STRANGER = "+13035550199";

/** SHA-256 of a receipt, lower-case hex. */
export const RECEIPT = createHash("sha256").update("receipt").digest("hex");

const now = (): Instant => instant(Date.now());

/**
 * Plan IV's ladder over real gRPC, step by step: attestation reports a call with a stranger's number, a person decides.
 * Each step is a request of its own, and is answered when enforcement has recorded it.
 */
export function ladder({ platform, desk, cast }: Pick<PlatformUnderTest, "platform" | "desk" | "cast">) {
  const attestation = connectAs("service-attestation", platform);
  afterAll(() => attestation[Symbol.dispose]());
  const officer = { token: cast.officer.token };
  const common = (customerId: string) => ({ requestId: randomUUID(), minPosition: "", customerId });

  /** Answers the id of the candidate that the call opened or joined. */
  async function report(customerId: string, at: Instant = now()): Promise<string> {
    const journalReference = `attestation-1:1:${randomUUID()}`;
    const calls = [{ callerId: STRANGER, ingressAt: timestampOf(at), journalReference }];
    return (await attestation.enforcement.reportRefusedCallerIds({ ...common(customerId), calls })).candidateId;
  }

  const confirm = (customerId: string, candidateId: string) =>
    desk.enforcement.confirmInfraction({ ...common(customerId), candidateId, finding: "none of its numbers" }, officer);

  const send = (customerId: string, warningId: string, sentAt: Instant = now()) =>
    desk.enforcement.recordWarningSent(
      { ...common(customerId), warningId, channel: WarningChannel.COURIER, sentAt: timestampOf(sentAt) },
      officer,
    );

  const deliver = (customerId: string, warningId: string, deliveredAt: Instant = now()) => {
    const delivery = { channel: WarningChannel.COURIER, deliveredAt: timestampOf(deliveredAt), receiptSha256: RECEIPT };
    return desk.enforcement.recordWarningDelivered({ ...common(customerId), warningId, ...delivery }, officer);
  };

  /** The one warning, issued. */
  async function warn(customerId: string) {
    const candidateId = await report(customerId);
    const { warningId } = await confirm(customerId, candidateId);
    return { candidateId, warningId };
  }

  /** The one warning, delivered with proof, and a call after it: whoever confirms the candidate ends the services. */
  async function spoofAgain(customerId: string) {
    const { warningId } = await warn(customerId);
    await send(customerId, warningId);
    const deliveredAt = now();
    await deliver(customerId, warningId, deliveredAt);
    return { warningId, deliveredAt, candidateId: await report(customerId, plus(deliveredAt, { milliseconds: 1 })) };
  }

  const terminate = async (customerId: string) => confirm(customerId, (await spoofAgain(customerId)).candidateId);

  return { report, confirm, send, deliver, warn, spoofAgain, terminate };
}
