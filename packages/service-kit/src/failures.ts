import { invalidArgument, RpcError } from "./errors.ts";
import type { Log } from "./log.ts";
import type { OpenCall } from "./call.ts";

/** What others throw and a caller can act on, by the error's name (event-store's classes are not imported for it). */
const known: Readonly<Record<string, () => RpcError>> = {
  StoreUnavailable: () => unavailable("The event store or a key store cannot be reached"),
  StoreOutcomeUnknown: () => unavailable("The event store did not say whether it wrote"),
  Contended: () => new RpcError("ABORTED", "Others keep changing the same stream; send the same request again."),
  RequestIdReused: () =>
    invalidArgument([{ field: "request_id", description: "must be new; it stands for a request with another body" }]),
};

const unavailable = (what: string): RpcError =>
  new RpcError("UNAVAILABLE", `${what}; send the same request again.`, { retryAfterMs: 1_000 });

/** What the caller is told. What nobody foresaw is INTERNAL without detail. */
export function toRpcError(thrown: unknown, call: OpenCall | undefined): RpcError {
  if (thrown instanceof RpcError) return thrown;
  if (!(thrown instanceof Error)) return internal();
  if (thrown.name === "AbortError" && call?.signal.aborted) return abortReason(call.signal);
  // The iterator of a request stream ends so when the client goes away.
  if ("code" in thrown && thrown.code === "ERR_STREAM_PREMATURE_CLOSE")
    return new RpcError("CANCELLED", "The call is over.");
  return known[thrown.name]?.() ?? internal();
}

const internal = (): RpcError => new RpcError("INTERNAL", "internal error");

const abortReason = ({ reason }: AbortSignal): RpcError => (reason instanceof RpcError ? reason : internal());

export interface Failure {
  readonly method: string;
  /** `kind/name`; undefined where the certificate names nobody of ours. */
  readonly caller: string | undefined;
  readonly correlationId: string;
  readonly error: RpcError;
  /** What the handler threw; the answer itself, where that is what it threw. */
  readonly thrown: unknown;
}

/** One line per call that was refused or failed; none for a caller who went away. */
export function logFailure(log: Log, { method, caller, correlationId, error, thrown }: Failure): void {
  const { code, reason } = error;
  if (code === "CANCELLED") return;
  const fields = { method, code, reason, caller, correlationId };
  if (thrown === error && error.cause === undefined) log.info(fields, "call refused");
  else log[code === "INTERNAL" ? "error" : "warn"]({ ...fields, error: thrown }, "call failed");
}
