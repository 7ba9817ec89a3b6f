import { EnforcementServiceService } from "@rmp/proto/rmp/enforcement/v1/commands";
import { connect } from "@rmp/service-kit/client";
import { timestampOf } from "@rmp/service-kit/timestamp";
import type { Tls } from "@rmp/service-kit/tls";
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

export interface EnforcementClient extends Disposable {
  /** Throws RpcError. */
  reportRefusedCallerIds(report: CallerIdReport, signal: AbortSignal): Promise<void>;
}

/** A report that is not answered by then is sent again. */
const DEADLINE_MS = 5_000;

export function connectEnforcement(address: string, tls: Tls): EnforcementClient {
  const client = connect(EnforcementServiceService, { address, tls, server: "service/enforcement" });
  return {
    async reportRefusedCallerIds({ requestId, customerId, calls }, signal) {
      const refused = calls.map(({ ingressAt, ...call }) => ({ ...call, ingressAt: timestampOf(instant(ingressAt)) }));
      const request = { requestId, minPosition: "", customerId, calls: refused };
      await client.reportRefusedCallerIds(request, { signal, deadlineMs: DEADLINE_MS });
    },
    [Symbol.dispose]: () => client[Symbol.dispose](),
  };
}
