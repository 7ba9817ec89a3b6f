import type { Recorded } from "@rmp/event-store/envelope";
import type { NumberingServiceService } from "@rmp/proto/rmp/numbering/v1/commands";
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

/** What is sent because of a fact, until the signal ends it. */
export interface Because {
  readonly fact: Recorded;
  readonly signal: AbortSignal;
}

/** The numbering service as its own reactions see it: by the same door, and the same checks, as everyone. Throws RpcError. */
export interface NumberingClient {
  completeAllotment(completion: Completion, because: Because): Promise<void>;
  releaseNumber(release: Release, because: Because): Promise<void>;
}

export const numberingClient = (
  client: Pick<Client<typeof NumberingServiceService>, "completeAllotment" | "releaseNumber">,
): NumberingClient => ({
  async completeAllotment(completion, because) {
    await client.completeAllotment({ ...completion, minPosition: "" }, optionsOf(because));
  },
  async releaseNumber({ endedBy, ...release }, because) {
    const why = { $case: "endedBy", value: endedBy } as const;
    await client.releaseNumber({ ...release, why, minPosition: "" }, optionsOf(because));
  },
});

const optionsOf = ({ fact: { id, envelope }, signal }: Because) => ({
  causationId: id,
  correlationId: envelope.correlationId,
  signal,
});
