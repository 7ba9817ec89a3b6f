import { RpcError } from "@rmp/service-kit/errors";
import { Starting } from "../decisions/emergencies-alone.ts";

/** A call that is not decided, for what its round failed with: nothing was counted, the SBC sends it again. */
export const undecided = (failure: Error | undefined): RpcError =>
  failure instanceof Starting
    ? unavailable("The service is starting, and decides emergency calls alone", "service-starting")
    : unavailable("The journal could not be written, so nothing was decided", "journal-unavailable");

const unavailable = (what: string, reason: string): RpcError =>
  new RpcError("UNAVAILABLE", `${what}; send it again.`, { reason, retryAfterMs: 1_000 });
