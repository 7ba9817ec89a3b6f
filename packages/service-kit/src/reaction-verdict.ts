import type { Verdict } from "@rmp/event-store/reactions";
import { RpcError, type StatusName } from "./errors.ts";

/** What passes by itself when a plan takes effect: the reaction waits for it. */
const waiting: readonly string[] = ["no-plan-in-force"];

/** The owner could not answer now, or could not tell: the same command may come again. */
const passing: readonly StatusName[] = [
  "UNAVAILABLE",
  "DEADLINE_EXCEEDED",
  "ABORTED",
  "CANCELLED",
  "RESOURCE_EXHAUSTED",
];

/** Something is broken at the owner: a restart or another of its replicas may know better, but nobody waits for ever. */
const broken: readonly StatusName[] = ["INTERNAL", "UNKNOWN"];

/** With the pauses of event-store's `persist`, about a minute: an owner that starts anew is back by then. */
const BROKEN_TIMES = 12;

/** Of a reaction's failed command: come again, or the reason for which its owner refused it. */
export function verdictOf(error: unknown): Verdict {
  // Nobody's answer: something is broken here, and may be whole again as it may there.
  if (!(error instanceof RpcError))
    return { refused: error instanceof Error ? error.name : "unknown", times: BROKEN_TIMES };
  const { code, reason } = error;
  if (passing.includes(code) || (reason !== undefined && waiting.includes(reason))) return "retry";
  return { refused: reason ?? code, ...(broken.includes(code) && { times: BROKEN_TIMES }) };
}
