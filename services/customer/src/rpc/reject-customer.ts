import { handleCommand } from "@rmp/event-store/handle-command";
import { type CustomerServiceService, RejectCustomerRequest } from "@rmp/proto/rmp/customer/v1/commands";
import { answer, recordedOf } from "@rmp/service-kit/answer";
import { idIn } from "@rmp/service-kit/fields";
import type { Handlers } from "@rmp/service-kit/rpc";
import { customer } from "../domain/decide.ts";
import type { Deps } from "./deps.ts";
import { personalOf } from "./personal.ts";
import { customerRefusals } from "./refusals.ts";

export const rejectCustomer =
  ({ runtime }: Deps): Handlers<typeof CustomerServiceService>["rejectCustomer"] =>
  async (request, call) => {
    const { context, by } = await runtime.command(call, request, RejectCustomerRequest);
    const customerId = idIn<"customer">("customer_id", request.customerId);
    const reject = { type: "RejectCustomer", reason: personalOf(customerId)(request.reason), by } as const;
    const outcome = await handleCommand(runtime.events, customer, customerId, reject, context);
    return answer(outcome, customerRefusals, (accepted) => ({ recorded: recordedOf(accepted) }));
  };
