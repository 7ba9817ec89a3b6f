import { eventRef } from "@rmp/event-store/envelope";
import type { EventLog } from "@rmp/event-store/event-log";
import { handleCommand } from "@rmp/event-store/handle-command";
import type { CustomerEvent } from "@rmp/events/customer";
import { type CustomerServiceService, ReleaseAccessRequest } from "@rmp/proto/rmp/customer/v1/commands";
import { answer, recordedOf } from "@rmp/service-kit/answer";
import { idIn } from "@rmp/service-kit/fields";
import type { Handlers } from "@rmp/service-kit/rpc";
import type { CustomerId } from "@rmp/vocabulary/ids";
import { access } from "../domain/access.ts";
import { customer } from "../domain/decide.ts";
import { endsCustomer } from "../domain/rules.ts";
import type { Deps } from "./deps.ts";
import { accessRefusals, customerNotFound } from "./refusals.ts";

export const releaseAccess =
  ({ runtime }: Deps): Handlers<typeof CustomerServiceService>["releaseAccess"] =>
  async (request, call) => {
    const { context } = await runtime.command(call, request, ReleaseAccessRequest);
    const customerId = idIn<"customer">("customer_id", request.customerId);
    const accessId = idIn<"access">("access_id", request.accessId);
    const end = await endOf(customerId, runtime.events);
    const command = { type: "ReleaseAccess", customerId, end } as const;
    const outcome = await handleCommand(runtime.events, access, accessId, command, context);
    return answer(outcome, accessRefusals, (accepted) => ({ recorded: recordedOf(accepted) }));
  };

/** Where the customer's end stands, which is for ever; undefined before it. Throws NOT_FOUND. */
async function endOf(customerId: CustomerId, events: EventLog): Promise<string | undefined> {
  const history = await events.read<CustomerEvent>(`${customer.category}-${customerId}`);
  if (history.events.length === 0) throw customerNotFound();
  const end = history.events.find(({ event }) => endsCustomer(event));
  return end && eventRef(end);
}
