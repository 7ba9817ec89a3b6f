import { status } from "@grpc/grpc-js";
import {
  AccessDenied,
  BadRequest,
  MaximumAppendSizeExceeded,
  type Status,
  Timeout,
  WrongExpectedVersion,
} from "../generated/event_store/client/shared.ts";
import type { BatchAppendReq_Options } from "../generated/event_store/client/streams/streams.ts";
import { MAX_APPEND_BYTES } from "../rules/append.ts";

/** Errors of one append, in-band: the batch stream goes on. The client goes by the name of the detail. */
const inBand = (code: number, name: string, value: Uint8Array, message: string): Status => ({
  code,
  message,
  details: { typeUrl: `type.googleapis.com/event_store.client.${name}`, value: Buffer.from(value) },
});

export const badRequest = (message: string): Status =>
  inBand(status.INVALID_ARGUMENT, "BadRequest", BadRequest.encode({ message }).finish(), message);

export const appendDenied = (stream: string): Status =>
  inBand(status.PERMISSION_DENIED, "AccessDenied", AccessDenied.encode({}).finish(), `no append to ${stream}`);

export const timedOut: Status = inBand(
  status.DEADLINE_EXCEEDED,
  "Timeout",
  Timeout.encode({}).finish(),
  "not written: the deadline had passed",
);

export const tooLarge: Status = inBand(
  status.INVALID_ARGUMENT,
  "MaximumAppendSizeExceeded",
  MaximumAppendSizeExceeded.encode({ maxAppendSize: MAX_APPEND_BYTES }).finish(),
  `an append holds at most ${MAX_APPEND_BYTES} bytes`,
);

/** `expected` as it was sent; `current` −1: the stream does not exist. */
export function wrongExpectedVersion(
  expected: BatchAppendReq_Options["expectedStreamPosition"],
  current: number,
): Status {
  const detail: WrongExpectedVersion = {
    currentStreamRevisionOption:
      current < 0
        ? { $case: "currentNoStream", value: {} }
        : { $case: "currentStreamRevision", value: BigInt(current) },
    expectedStreamPositionOption: expectation(expected),
  };
  const message = `the stream stands at ${current < 0 ? "no revision" : `revision ${current}`}`;
  return inBand(status.ALREADY_EXISTS, "WrongExpectedVersion", WrongExpectedVersion.encode(detail).finish(), message);
}

function expectation(
  expected: BatchAppendReq_Options["expectedStreamPosition"],
): WrongExpectedVersion["expectedStreamPositionOption"] {
  switch (expected?.$case) {
    case "streamPosition":
      return { $case: "expectedStreamPosition", value: expected.value };
    case "noStream":
      return { $case: "expectedNoStream", value: {} };
    case "streamExists":
      return { $case: "expectedStreamExists", value: {} };
    default:
      return { $case: "expectedAny", value: {} };
  }
}
