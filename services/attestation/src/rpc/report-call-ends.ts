import type { AttestationServiceService } from "@rmp/proto/rmp/attestation/v1/calls";
import type { Handlers } from "@rmp/service-kit/rpc";
import type { Answered } from "../decisions/work.ts";
import type { Deps } from "./deps.ts";
import { undecidedError } from "./undecided.ts";

export const reportCallEnds =
  ({ queue }: Deps): Handlers<typeof AttestationServiceService>["reportCallEnds"] =>
  async ({ ends }, { caller }) => {
    const { promise, resolve } = Promise.withResolvers<Answered>();
    queue.submit({ sbc: caller.name, ends, calls: [] }, resolve);
    const { failure } = await promise;
    if (failure) throw undecidedError(failure);
    return {};
  };
