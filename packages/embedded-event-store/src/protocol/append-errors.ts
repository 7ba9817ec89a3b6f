import { status } from "@grpc/grpc-js";
import {
  AccessDenied,
  BadRequest,
  MaximumAppendSizeExceeded,
  type Status,
  Timeout,
  WrongExpectedVersion,
} from "../generated/event_store/client/shared.ts";
import { type Expected, MAX_APPEND_BYTES } from "../rules/append.ts";

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

/** `current` −1: the stream does not exist. */
export function wrongExpectedVersion(expected: Expected, current: number): Status {
  const detail: WrongExpectedVersion = {
    currentStreamRevisionOption:
      current < 0
        ? { $case: "currentNoStream", value: {} }
        : { $case: "currentStreamRevision", value: BigInt(current) },
    expectedStreamPositionOption: expectation(expected),
  };
  const message = `expected ${expected}, stands at ${current < 0 ? "no-stream" : current}`;
  return inBand(status.ALREADY_EXISTS, "WrongExpectedVersion", WrongExpectedVersion.encode(detail).finish(), message);
}

function expectation(expected: Expected): WrongExpectedVersion["expectedStreamPositionOption"] {
  switch (expected) {
    case "no-stream":
      return { $case: "expectedNoStream", value: {} };
    case "any":
      return { $case: "expectedAny", value: {} };
    case "stream-exists":
      return { $case: "expectedStreamExists", value: {} };
    default:
      return { $case: "expectedStreamPosition", value: BigInt(expected) };
  }
}
