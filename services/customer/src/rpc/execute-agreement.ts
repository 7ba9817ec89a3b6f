import { handleCommand } from "@rmp/event-store/handle-command";
import { type CustomerServiceService, ExecuteAgreementRequest } from "@rmp/proto/rmp/customer/v1/commands";
import { answer, recordedOf } from "@rmp/service-kit/answer";
import { idIn } from "@rmp/service-kit/fields";
import type { Handlers } from "@rmp/service-kit/rpc";
import { customer } from "../domain/decide.ts";
import type { Deps } from "./deps.ts";
import { personalOf } from "./personal.ts";
import { customerRefusals } from "./refusals.ts";

export const executeAgreement =
  ({ runtime }: Deps): Handlers<typeof CustomerServiceService>["executeAgreement"] =>
  async (request, call) => {
    const { context, by, policy } = await runtime.command(call, request, ExecuteAgreementRequest);
    const customerId = idIn<"customer">("customer_id", request.customerId);
    const { termsVersion, aupVersion, documentSha256 } = request;
    const documents = { termsVersion, aupVersion, documentSha256 };
    const signedBy = personalOf(customerId)(request.signedBy);
    const command = { type: "ExecuteAgreement", documents, signedBy, policy: policy.onboarding, by } as const;
    const outcome = await handleCommand(runtime.events, customer, customerId, command, context);
    return answer(outcome, customerRefusals, (accepted) => ({ recorded: recordedOf(accepted) }));
  };
