import type { EnforcementServiceService } from "@rmp/proto/rmp/enforcement/v1/commands";
import type { Client } from "@rmp/service-kit/client";
import { timestampOf } from "@rmp/service-kit/timestamp";
import type { CustomerId } from "@rmp/vocabulary/ids";
import { instant } from "@rmp/vocabulary/instant";

/** Calls of one customer that were refused because of their caller ID, in order of ingress; at most 1,000. */
export interface CallerIdReport {
  readonly requestId: string;
  readonly customerId: CustomerId;
  readonly calls: readonly ReportedCall[];
}

export interface ReportedCall {
  /** As displayed. */
  readonly callerId: string;
  /** Milliseconds since 1970. */
  readonly ingressAt: number;
  readonly journalReference: string;
}

/** A report that is not answered by then is sent again. */
const DEADLINE_MS = 5_000;

/** Sends a report to enforcement. Throws RpcError. */
export const reportTo =
  (client: Pick<Client<typeof EnforcementServiceService>, "reportRefusedCallerIds">) =>
  async ({ requestId, customerId, calls }: CallerIdReport, signal: AbortSignal): Promise<void> => {
    const refused = calls.map(({ ingressAt, ...call }) => ({ ...call, ingressAt: timestampOf(instant(ingressAt)) }));
    const request = { requestId, minPosition: "", customerId, calls: refused };
    await client.reportRefusedCallerIds(request, { signal, deadlineMs: DEADLINE_MS });
  };
