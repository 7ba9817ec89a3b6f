import { handleCommand } from "@rmp/event-store/handle-command";
import { ConfirmInfractionRequest, type EnforcementServiceService } from "@rmp/proto/rmp/enforcement/v1/commands";
import { answer, recordedOf } from "@rmp/service-kit/answer";
import { idIn } from "@rmp/service-kit/fields";
import type { Handlers } from "@rmp/service-kit/rpc";
import { enforcement } from "../domain/decide.ts";
import { callerIdManipulation } from "../domain/rules.ts";
import { infractionNumberOf } from "../domain/state.ts";
import type { Deps } from "./deps.ts";
import { aboutCandidate } from "./fields.ts";
import { refusals } from "./refusals.ts";

export const confirmInfraction =
  ({ runtime, customers }: Deps): Handlers<typeof EnforcementServiceService>["confirmInfraction"] =>
  async (request, call) => {
    const { context, by, at, newId } = await runtime.command(call, request, ConfirmInfractionRequest);
    const customerId = idIn<"customer">("customer_id", request.customerId);
    const candidateId = idIn<"candidate">("candidate_id", request.candidateId);
    const finding = aboutCandidate(request.finding, candidateId);
    const warningId = newId("warning");
    const applied = customers.has(customerId);
    const command = { type: "ConfirmInfraction", candidateId, warningId, finding, applied, by, at } as const;
    const outcome = await handleCommand(runtime.events, enforcement, customerId, command, context);
    return answer(outcome, refusals, (accepted) => {
      const infractionNumber = infractionNumberOf(accepted.state, candidateId);
      const sanction = callerIdManipulation(infractionNumber);
      return {
        infractionNumber,
        warningId: sanction === "warning" ? (accepted.state.warning?.warningId ?? "") : "",
        servicesTerminated: sanction === "termination",
        recorded: recordedOf(accepted),
      };
    });
  };
