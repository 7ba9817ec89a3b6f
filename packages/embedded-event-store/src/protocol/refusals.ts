import { Metadata, type StatusObject, status } from "@grpc/grpc-js";

/** How a call ends that is not answered. The official client goes by the `exception` trailer, else by the code. */
export type Refusal = Pick<StatusObject, "code" | "details"> & Partial<Pick<StatusObject, "metadata">>;

const refusal =
  (code: number) =>
  (details: string): Refusal => ({ code, details });

export const invalidArgument = refusal(status.INVALID_ARGUMENT);
export const unimplemented = refusal(status.UNIMPLEMENTED);
export const internal = refusal(status.INTERNAL);
export const unavailable = refusal(status.UNAVAILABLE);
/** EventStoreDB's answer to a read from where nothing can be read. */
export const unknown = refusal(status.UNKNOWN);

export const unauthenticated: Refusal = { code: status.UNAUTHENTICATED, details: "Unauthenticated" };

export function accessDenied(details: string): Refusal {
  const metadata = new Metadata();
  metadata.set("exception", "access-denied");
  return { code: status.PERMISSION_DENIED, details, metadata };
}
