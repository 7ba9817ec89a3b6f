import type { Undecided } from "@rmp/proto/rmp/attestation/v1/calls";
import { RpcError } from "@rmp/service-kit/errors";
import { Starting } from "../decisions/emergencies-alone.ts";

const RETRY_AFTER_SECONDS = 1;

const sentences = {
  "service-starting": "The service is starting, and decides emergency calls alone",
  "journal-unavailable": "The journal could not be written, so nothing was decided",
} as const;

const reasonOf = (failure: Error | undefined): keyof typeof sentences =>
  failure instanceof Starting ? "service-starting" : "journal-unavailable";

/** Why nothing was decided or counted, from what a round failed with, as a stream tells it. */
export const whyUndecided = (failure: Error | undefined): Undecided => ({
  reason: reasonOf(failure),
  retryAfterSeconds: RETRY_AFTER_SECONDS,
});

/** The same as the end of a unary call: the SBC sends it again. */
export function undecidedError(failure: Error | undefined): RpcError {
  const reason = reasonOf(failure);
  return new RpcError("UNAVAILABLE", `${sentences[reason]}; send it again.`, {
    reason,
    retryAfterMs: RETRY_AFTER_SECONDS * 1000,
  });
}
