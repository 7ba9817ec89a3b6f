import { handleCommand } from "@rmp/event-store/handle-command";
import { CloseCustomerRequest, type CustomerServiceService } from "@rmp/proto/rmp/customer/v1/commands";
import { answer, recordedOf } from "@rmp/service-kit/answer";
import { idIn } from "@rmp/service-kit/fields";
import type { Handlers } from "@rmp/service-kit/rpc";
import { customer } from "../domain/decide.ts";
import type { Deps } from "./deps.ts";
import { customerRefusals } from "./refusals.ts";

export const closeCustomer =
  ({ runtime, terminations }: Deps): Handlers<typeof CustomerServiceService>["closeCustomer"] =>
  async (request, call) => {
    const { context, by } = await runtime.command(call, request, CloseCustomerRequest);
    const customerId = idIn<"customer">("customer_id", request.customerId);
    const termination = terminations.of(customerId)?.cause;
    const close = { type: "CloseCustomer", cause: request.cause, termination, by } as const;
    const outcome = await handleCommand(runtime.events, customer, customerId, close, context);
    return answer(outcome, customerRefusals, (accepted) => ({ recorded: recordedOf(accepted) }));
  };
