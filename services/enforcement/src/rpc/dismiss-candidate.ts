import { handleCommand } from "@rmp/event-store/handle-command";
import { DismissCandidateRequest, type EnforcementServiceService } from "@rmp/proto/rmp/enforcement/v1/commands";
import { answer, recordedOf } from "@rmp/service-kit/answer";
import { idIn } from "@rmp/service-kit/fields";
import type { Handlers } from "@rmp/service-kit/rpc";
import { enforcement } from "../domain/decide.ts";
import type { Deps } from "./deps.ts";
import { aboutCandidate } from "./fields.ts";
import { refusals } from "./refusals.ts";

export const dismissCandidate =
  ({ runtime, customers }: Deps): Handlers<typeof EnforcementServiceService>["dismissCandidate"] =>
  async (request, call) => {
    const { context, by, at } = await runtime.command(call, request, DismissCandidateRequest);
    const customerId = idIn<"customer">("customer_id", request.customerId);
    const candidateId = idIn<"candidate">("candidate_id", request.candidateId);
    const reason = aboutCandidate(request.reason, candidateId);
    const applied = customers.has(customerId);
    const command = { type: "DismissCandidate", candidateId, reason, applied, by, at } as const;
    const outcome = await handleCommand(runtime.events, enforcement, customerId, command, context);
    return answer(outcome, refusals, (accepted) => ({ recorded: recordedOf(accepted) }));
  };
