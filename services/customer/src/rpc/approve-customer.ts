import { eventRef } from "@rmp/event-store/envelope";
import type { EventLog } from "@rmp/event-store/event-log";
import { handleCommand } from "@rmp/event-store/handle-command";
import type { CustomerEvent } from "@rmp/events/customer";
import { ApproveCustomerRequest, type CustomerServiceService } from "@rmp/proto/rmp/customer/v1/commands";
import { answer, recordedOf } from "@rmp/service-kit/answer";
import { invalidArgument } from "@rmp/service-kit/errors";
import { idIn } from "@rmp/service-kit/fields";
import type { Handlers } from "@rmp/service-kit/rpc";
import type { CustomerId } from "@rmp/vocabulary/ids";
import { customer } from "../domain/decide.ts";
import type { Deps } from "./deps.ts";
import { customerRefusals } from "./refusals.ts";

export const approveCustomer =
  ({ runtime }: Deps): Handlers<typeof CustomerServiceService>["approveCustomer"] =>
  async (request, call) => {
    const { context, by } = await runtime.command(call, request, ApproveCustomerRequest);
    const customerId = idIn<"customer">("customer_id", request.customerId);
    if (!request.limits) throw invalidArgument([{ field: "limits", description: "is required" }]);
    const { callsPerSecond, sessions } = request.limits;
    const agreement = await agreementOf(customerId, runtime.events);
    const command = { type: "ApproveCustomer", limits: { callsPerSecond, sessions }, agreement, by } as const;
    const outcome = await handleCommand(runtime.events, customer, customerId, command, context);
    return answer(outcome, customerRefusals, (accepted) => ({ recorded: recordedOf(accepted) }));
  };

/** Where the agreement stands, which is for ever: the state that decides knows events, not their places. */
async function agreementOf(customerId: CustomerId, events: EventLog): Promise<string | undefined> {
  const history = await events.read<CustomerEvent>(`${customer.category}-${customerId}`);
  const executed = history.events.find(({ event }) => event.type === "AgreementExecuted");
  return executed && eventRef(executed);
}
