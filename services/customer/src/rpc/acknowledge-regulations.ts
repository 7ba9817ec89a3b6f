import { handleCommand } from "@rmp/event-store/handle-command";
import { AcknowledgeRegulationsRequest, type CustomerServiceService } from "@rmp/proto/rmp/customer/v1/commands";
import { answer, recordedOf } from "@rmp/service-kit/answer";
import { idIn } from "@rmp/service-kit/fields";
import type { Handlers } from "@rmp/service-kit/rpc";
import { customer } from "../domain/decide.ts";
import type { Deps } from "./deps.ts";
import { personalOf } from "./personal.ts";
import { customerRefusals } from "./refusals.ts";

export const acknowledgeRegulations =
  ({ runtime }: Deps): Handlers<typeof CustomerServiceService>["acknowledgeRegulations"] =>
  async (request, call) => {
    const { context, by } = await runtime.command(call, request, AcknowledgeRegulationsRequest);
    const customerId = idIn<"customer">("customer_id", request.customerId);
    const acknowledgedBy = personalOf(customerId)(request.acknowledgedBy);
    const { statementVersion, legalRestrictions, platformConditions } = request;
    const acknowledgement = { legalRestrictions, platformConditions };
    const command = { type: "AcknowledgeRegulations", statementVersion, acknowledgement, acknowledgedBy, by } as const;
    const outcome = await handleCommand(runtime.events, customer, customerId, command, context);
    return answer(outcome, customerRefusals, (accepted) => ({ recorded: recordedOf(accepted) }));
  };
