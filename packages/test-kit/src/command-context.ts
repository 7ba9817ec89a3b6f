import type { CommandContext } from "@rmp/event-store/handle-command";
import { derivedId } from "@rmp/vocabulary/ids";
import { type Instant, instant } from "@rmp/vocabulary/instant";

/** A request of a test. `body` stands for the request's content: another body makes another MAC. */
export const requested = (
  requestId: string,
  { body = "body", at = instant(0) }: { readonly body?: string; readonly at?: Instant } = {},
): CommandContext => ({
  requestId,
  method: "test.v1.TestService/Test",
  caller: "tool/test",
  mac: (keyId = "1") => `${keyId}:${Buffer.from(body).toString("hex")}`,
  actor: { kind: "staff", id: derivedId<"person">("a person of a test") },
  correlationId: requestId,
  at,
  planVersion: "2",
  policyHash: "none",
  service: "test",
});
