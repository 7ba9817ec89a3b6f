import type { Verdict } from "@rmp/event-store/reactions";
import { RpcError, type StatusName } from "./errors.ts";

/** The owner could not answer now, or could not tell: the same command may come again. */
const passing: readonly StatusName[] = [
  "UNAVAILABLE",
  "DEADLINE_EXCEEDED",
  "ABORTED",
  "CANCELLED",
  "RESOURCE_EXHAUSTED",
];

/** Of a reaction's failed command: come again, or the reason for which its owner refused it. */
export function verdictOf(error: unknown): Verdict {
  if (!(error instanceof RpcError)) return { refused: error instanceof Error ? error.name : "unknown" };
  return passing.includes(error.code) ? "retry" : { refused: error.reason ?? error.code };
}
