import { RpcError } from "@rmp/service-kit/errors";

/** A call that could not be signed and journaled is not decided: nothing was counted, the SBC sends it again. */
export const undecided = (): RpcError =>
  new RpcError("UNAVAILABLE", "The journal could not be written, so nothing was decided; send it again.", {
    reason: "journal-unavailable",
    retryAfterMs: 1_000,
  });
