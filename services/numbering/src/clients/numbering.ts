import type { NumberingServiceService } from "@rmp/proto/rmp/numbering/v1/commands";
import { type Because, because } from "@rmp/service-kit/because";
import type { Client } from "@rmp/service-kit/client";
import type { CustomerId } from "@rmp/vocabulary/ids";
import type { E164 } from "@rmp/vocabulary/telephone-number";

export interface Completion {
  readonly customerId: CustomerId;
  /** NumbersAllotted, `stream@revision`. */
  readonly allotment: string;
  readonly agreement: string;
  readonly numbers: readonly E164[];
  readonly requestId: string;
}

export interface Release {
  readonly customerId: CustomerId;
  readonly number: E164;
  /** The event that ended the services, `stream@revision`. */
  readonly endedBy: string;
  readonly requestId: string;
}

/** The numbering service as its own reactions see it: by the same door, and the same checks, as everyone. Throws RpcError. */
export interface NumberingClient {
  completeAllotment(completion: Completion, because: Because): Promise<void>;
  releaseNumber(release: Release, because: Because): Promise<void>;
}

export const numberingClient = (
  client: Pick<Client<typeof NumberingServiceService>, "completeAllotment" | "releaseNumber">,
): NumberingClient => ({
  async completeAllotment(completion, fact) {
    await client.completeAllotment({ ...completion, minPosition: "" }, because(fact));
  },
  async releaseNumber({ endedBy, ...release }, fact) {
    const why = { $case: "endedBy", value: endedBy } as const;
    await client.releaseNumber({ ...release, why, minPosition: "" }, because(fact));
  },
});
