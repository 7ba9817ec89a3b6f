import { formatPosition } from "@rmp/event-store/envelope";
import type { CustomerServiceService } from "@rmp/proto/rmp/customer/v1/commands";
import { type Because, because } from "@rmp/service-kit/because";
import type { Client } from "@rmp/service-kit/client";
import type { CustomerId, Id } from "@rmp/vocabulary/ids";
import type { Termination } from "../projections/terminations.ts";

export interface Closing extends Termination {
  readonly customerId: CustomerId;
  readonly requestId: string;
}

export interface Release {
  readonly customerId: CustomerId;
  readonly accessId: Id<"access">;
  readonly requestId: string;
}

/** The customer service as its own reactions see it: by the same door, and the same checks, as everyone. Throws RpcError. */
export interface CustomerClient {
  close(closing: Closing, why: Because): Promise<void>;
  release(release: Release, why: Because): Promise<void>;
}

export const customerClient = (
  client: Pick<Client<typeof CustomerServiceService>, "closeCustomer" | "releaseAccess">,
): CustomerClient => ({
  async close({ position, ...closing }, why) {
    // Whichever replica answers must know of the termination.
    await client.closeCustomer({ ...closing, minPosition: formatPosition(position) }, because(why));
  },
  async release(release, why) {
    await client.releaseAccess({ ...release, minPosition: "" }, because(why));
  },
});
