import { Metadata, status } from "@grpc/grpc-js";
import type { Any } from "@rmp/proto/google/protobuf/any";
import { BadRequest, ErrorInfo, RetryInfo } from "@rmp/proto/google/rpc/error_details";
import { Status } from "@rmp/proto/google/rpc/status";

/** Names of the gRPC statuses of a failed call. */
export type StatusName = Exclude<keyof typeof status, "OK">;

export interface FieldViolation {
  /** Path of the field in the request, as the proto names it (`limits.sessions`, `use_cases[2]`). */
  readonly field: string;
  /** What is expected, and what was given. */
  readonly description: string;
}

export interface RpcErrorDetails {
  /** Stable code of a refusal, a kebab sentence of the fact (`calls-not-held`). */
  readonly reason?: string | undefined;
  /** The plan section that the broken rule stands in (`Plan II`). */
  readonly planSection?: string | undefined;
  /** What else a caller can act on: ids, numbers, `stream@revision`. No personal data. */
  readonly detail?: Readonly<Record<string, string>> | undefined;
  readonly violations?: readonly FieldViolation[] | undefined;
  /** When to try again, in milliseconds from the answer. */
  readonly retryAfterMs?: number | undefined;
  /** What went wrong on our side; for the log, the caller is not told. */
  readonly cause?: unknown;
}

/** A failed call, on either side of it: what a handler throws is what the caller of the client catches. */
export class RpcError extends Error {
  override readonly name = "RpcError";
  readonly code: StatusName;
  readonly reason: string | undefined;
  readonly planSection: string | undefined;
  readonly detail: Readonly<Record<string, string>>;
  readonly violations: readonly FieldViolation[];
  readonly retryAfterMs: number | undefined;

  constructor(code: StatusName, message: string, details: RpcErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.code = code;
    this.reason = details.reason;
    this.planSection = details.planSection;
    this.detail = details.detail ?? {};
    this.violations = details.violations ?? [];
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** Trailers hold about 8 KiB with most proxies; a caller with more wrong fields finds them after mending these. */
const MAX_VIOLATIONS = 20;

/** INVALID_ARGUMENT with the fields that are wrong, at most the first 20. */
export function invalidArgument(all: readonly FieldViolation[]): RpcError {
  const violations = all.slice(0, MAX_VIOLATIONS);
  const fields = violations.map(({ field }) => field).join(", ");
  const others = all.length - violations.length;
  return new RpcError("INVALID_ARGUMENT", `invalid: ${fields}${others > 0 ? ` and ${others} more` : ""}`, {
    violations,
  });
}

/** A broken rule: the status it maps to, its stable reason, the section it stands in, and a sentence for people. */
export const refused = (
  code: StatusName,
  reason: string,
  planSection: string,
  message: string,
  detail: Readonly<Record<string, string>> = {},
): RpcError => new RpcError(code, message, { reason, planSection, detail });

const DOMAIN = "rmp";
const PLAN_SECTION = "plan_section";
const DETAILS = "grpc-status-details-bin";
const TYPE_URL = "type.googleapis.com/google.rpc.";

/** What grpc-js sends for a failed call. */
export interface WireStatus {
  readonly code: status;
  readonly details: string;
  readonly metadata: Metadata;
}

/** The error on the wire: google.rpc.Status with BadRequest, ErrorInfo and RetryInfo in `grpc-status-details-bin`. */
export function encodeError(error: RpcError): WireStatus {
  const code = status[error.code];
  // grpc-js percent-encodes the message, and half of a surrogate pair makes that throw.
  const message = error.message.toWellFormed();
  const metadata = new Metadata();
  const details = [...badRequest(error), ...errorInfo(error), ...retryInfo(error)];
  if (details.length > 0) metadata.set(DETAILS, Buffer.from(Status.encode({ code, message, details }).finish()));
  return { code, details: message, metadata };
}

/** Ends a stream, behind what was written to it: grpc-js takes the status that its error event carries. */
export const endWith = (stream: { emit(event: "error", status: WireStatus): unknown }, error: RpcError): void =>
  void stream.emit("error", encodeError(error));

function badRequest({ violations }: RpcError): Any[] {
  if (violations.length === 0) return [];
  return [any("BadRequest", BadRequest.encode(BadRequest.create({ fieldViolations: violations })))];
}

function errorInfo({ reason, planSection, detail }: RpcError): Any[] {
  if (reason === undefined) return [];
  const metadata = { ...detail, ...(planSection === undefined ? {} : { [PLAN_SECTION]: planSection }) };
  return [any("ErrorInfo", ErrorInfo.encode({ reason, domain: DOMAIN, metadata }))];
}

function retryInfo({ retryAfterMs }: RpcError): Any[] {
  if (retryAfterMs === undefined) return [];
  const seconds = Math.floor(retryAfterMs / 1000);
  const retryDelay = { seconds: BigInt(seconds), nanos: Math.round((retryAfterMs - seconds * 1000) * 1e6) };
  return [any("RetryInfo", RetryInfo.encode({ retryDelay }))];
}

const any = (type: string, writer: { finish(): Uint8Array }): Any => ({
  typeUrl: `${TYPE_URL}${type}`,
  value: Buffer.from(writer.finish()),
});

/** A failed call as grpc-js reports it (or anything else that was thrown), read back into an RpcError. */
export function decodeError(error: unknown): RpcError {
  if (error instanceof RpcError) return error;
  if (!isWireStatus(error)) return new RpcError("UNKNOWN", error instanceof Error ? error.message : "unknown error");
  const [packed] = error.metadata.get(DETAILS);
  return new RpcError(statusName(error.code), error.details, Buffer.isBuffer(packed) ? decodeDetails(packed) : {});
}

const isWireStatus = (error: unknown): error is WireStatus =>
  typeof error === "object" &&
  error !== null &&
  "code" in error &&
  "metadata" in error &&
  error.metadata instanceof Metadata;

const isStatusName = (name: string | undefined): name is StatusName =>
  name !== undefined && name !== "OK" && name in status;

function statusName(code: number): StatusName {
  const name = status[code];
  return isStatusName(name) ? name : "UNKNOWN";
}

function decodeDetails(packed: Buffer): RpcErrorDetails {
  const { details } = Status.decode(packed);
  const find = (type: string): Buffer | undefined =>
    details.find(({ typeUrl }) => typeUrl === `${TYPE_URL}${type}`)?.value;
  const [bad, info, retry] = [find("BadRequest"), find("ErrorInfo"), find("RetryInfo")];
  const { reason, metadata } = info ? ErrorInfo.decode(info) : {};
  const { [PLAN_SECTION]: planSection, ...detail } = metadata ?? {};
  const delay = retry && RetryInfo.decode(retry).retryDelay;
  return {
    reason,
    planSection,
    detail,
    violations: bad && BadRequest.decode(bad).fieldViolations,
    retryAfterMs: delay && Number(delay.seconds) * 1000 + delay.nanos / 1e6,
  };
}
