import { RpcError } from "./errors.ts";
import type { Identity } from "./identity.ts";
import { claimsPerson, correlationIdIn, tokenIn } from "./metadata.ts";
import type { RawCall } from "./peer.ts";
import type { Call } from "./rpc.ts";
import type { PersonToken, StaffTokens } from "./staff-token.ts";

/** A call under way, as the server holds it. */
export interface OpenCall extends Call {
  /** Tells the handler, by its signal, that the call is over. */
  abort(reason: RpcError): void;
}

/** A timer may fire this much before the clock says so. */
const TIMER_EARLY_MS = 2;

/** Everything a handler may never ask for is made when it asks: most calls need neither signal nor person. */
export function openCall(raw: RawCall, caller: Identity, staffTokens: StaffTokens): OpenCall {
  let controller: AbortController | undefined;
  let person: Promise<PersonToken | undefined> | undefined;
  let correlationId: string | undefined;
  const { metadata } = raw;
  const deadline = deadlineOf(raw);

  const ended = (): RpcError =>
    deadline !== undefined && deadline.getTime() <= Date.now() + TIMER_EARLY_MS
      ? new RpcError("DEADLINE_EXCEEDED", "The call's deadline passed before it could be answered.")
      : new RpcError("CANCELLED", "The call is over.");

  function control(): AbortController {
    if (controller) return controller;
    const made = new AbortController();
    controller = made;
    if (raw.cancelled) made.abort(ended());
    else raw.once("cancelled", () => made.abort(ended()));
    return made;
  }

  return {
    method: raw.getPath(),
    caller,
    metadata,
    deadline,
    person: () => (person ??= personIn(raw, staffTokens)),
    abort: (reason) => control().abort(reason),
    get signal() {
      return control().signal;
    },
    get correlationId() {
      return (correlationId ??= correlationIdIn(metadata));
    },
  };
}

async function personIn({ metadata }: RawCall, staffTokens: StaffTokens): Promise<PersonToken | undefined> {
  if (!claimsPerson(metadata)) return undefined;
  const token = tokenIn(metadata);
  if (token === undefined) throw new RpcError("UNAUTHENTICATED", "The authorization metadata is not one Bearer token.");
  return staffTokens(token);
}

function deadlineOf(raw: RawCall): Date | undefined {
  const deadline = raw.getDeadline();
  if (deadline instanceof Date) return deadline;
  return Number.isFinite(deadline) ? new Date(deadline) : undefined;
}
