import type { Recorded } from "@rmp/event-store/envelope";
import type { CustomerServiceService } from "@rmp/proto/rmp/customer/v1/commands";
import type { Client } from "@rmp/service-kit/client";
import type { CustomerId } from "@rmp/vocabulary/ids";

export interface Closing {
  readonly customerId: CustomerId;
  /** The event that ended the services, `stream@revision`. */
  readonly cause: string;
  readonly requestId: string;
}

/** What is sent because of a fact, until the signal ends it. */
interface Because {
  readonly fact: Recorded;
  readonly signal: AbortSignal;
}

/** The customer service as its own reaction sees it: by the same door, and the same checks, as everyone. */
export interface CustomerClient {
  /** Throws RpcError. */
  close(closing: Closing, because: Because): Promise<void>;
}

export const customerClient = (
  client: Pick<Client<typeof CustomerServiceService>, "closeCustomer">,
): CustomerClient => ({
  async close(closing, { fact: { id, envelope }, signal }) {
    const origin = { causationId: id, correlationId: envelope.correlationId };
    await client.closeCustomer({ ...closing, minPosition: "" }, { ...origin, signal });
  },
});
