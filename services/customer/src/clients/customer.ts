import type { CustomerServiceService } from "@rmp/proto/rmp/customer/v1/commands";
import { type Because, because } from "@rmp/service-kit/because";
import type { Client } from "@rmp/service-kit/client";
import type { CustomerId } from "@rmp/vocabulary/ids";

export interface Closing {
  readonly customerId: CustomerId;
  /** The event that ended the services, `stream@revision`. */
  readonly cause: string;
  readonly requestId: string;
}

/** The customer service as its own reaction sees it: by the same door, and the same checks, as everyone. */
export interface CustomerClient {
  /** Throws RpcError. */
  close(closing: Closing, why: Because): Promise<void>;
}

export const customerClient = (
  client: Pick<Client<typeof CustomerServiceService>, "closeCustomer">,
): CustomerClient => ({
  async close(closing, why) {
    await client.closeCustomer({ ...closing, minPosition: "" }, because(why));
  },
});
