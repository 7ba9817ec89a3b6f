import { handleCommand } from "@rmp/event-store/handle-command";
import { CompleteQuestionnaireRequest, type CustomerServiceService } from "@rmp/proto/rmp/customer/v1/commands";
import { answer, recordedOf } from "@rmp/service-kit/answer";
import { idIn } from "@rmp/service-kit/fields";
import type { Handlers } from "@rmp/service-kit/rpc";
import { customer } from "../domain/decide.ts";
import type { Deps } from "./deps.ts";
import { personalOf } from "./personal.ts";
import { customerRefusals } from "./refusals.ts";

export const completeQuestionnaire =
  ({ runtime }: Deps): Handlers<typeof CustomerServiceService>["completeQuestionnaire"] =>
  async (request, call) => {
    const { context, by } = await runtime.command(call, request, CompleteQuestionnaireRequest);
    const customerId = idIn<"customer">("customer_id", request.customerId);
    const { formVersion, expectedCallsPerDay } = request;
    const useCases = request.useCases.map(personalOf(customerId));
    const command = { type: "CompleteQuestionnaire", formVersion, useCases, expectedCallsPerDay, by } as const;
    const outcome = await handleCommand(runtime.events, customer, customerId, command, context);
    return answer(outcome, customerRefusals, (accepted) => ({ recorded: recordedOf(accepted) }));
  };
