import { handleCommand } from "@rmp/event-store/handle-command";
import { type EnforcementServiceService, ReportRefusedCallerIdsRequest } from "@rmp/proto/rmp/enforcement/v1/commands";
import { answer, recordedOf } from "@rmp/service-kit/answer";
import { idIn, momentIn } from "@rmp/service-kit/fields";
import type { Handlers } from "@rmp/service-kit/rpc";
import { derivedId } from "@rmp/vocabulary/ids";
import type { RefusedCall } from "../domain/commands.ts";
import { enforcement } from "../domain/decide.ts";
import { burstOf, counts } from "../domain/rules.ts";
import type { EnforcementState } from "../domain/state.ts";
import type { Deps } from "./deps.ts";
import { aboutCandidate } from "./fields.ts";
import { refusals } from "./refusals.ts";

export const reportRefusedCallerIds =
  ({ runtime }: Deps): Handlers<typeof EnforcementServiceService>["reportRefusedCallerIds"] =>
  async (request, call) => {
    const { context, policy, newId } = await runtime.command(call, request, ReportRefusedCallerIdsRequest);
    const customerId = idIn<"customer">("customer_id", request.customerId);
    const report = newId("report");
    const calls = request.calls.map(({ callerId, ingressAt, journalReference }, index): RefusedCall => {
      // Which calls open a candidate, the decision says; each has the id ready, the same in every repetition.
      const candidateId = derivedId<"candidate">(report, String(index));
      const at = momentIn(`calls[${index}].ingress_at`, ingressAt);
      return { at, callerId: aboutCandidate(callerId, candidateId), journalReference, candidateId };
    });
    const command = { type: "ReportRefusedCallerIds", calls, burstHours: policy.infractions.burstHours } as const;
    const outcome = await handleCommand(runtime.events, enforcement, customerId, command, context);
    return answer(outcome, refusals, (accepted) => ({
      candidateId: candidateOf(calls, accepted.state),
      recorded: recordedOf(accepted),
    }));
  };

/** The candidate that the latest of the calls opened or joined; empty where it does not count. */
function candidateOf(calls: readonly RefusedCall[], state: EnforcementState): string {
  const latest = calls.reduce<RefusedCall | undefined>((a, b) => (a && a.at > b.at ? a : b), undefined);
  if (!latest || !counts(latest.at, state)) return "";
  return burstOf(latest.at, state)?.candidateId ?? "";
}
