import type { Metadata } from "@grpc/grpc-js";
import { RpcError } from "./errors.ts";
import type { Identity } from "./identity.ts";
import { claimsPerson, correlationIdIn, tokenIn } from "./metadata.ts";
import type { RawCall } from "./peer.ts";
import type { Call } from "./rpc.ts";
import type { PersonToken, StaffTokens } from "./staff-token.ts";

/** A timer may fire this much before the clock says so. */
const TIMER_EARLY_MS = 2;

/**
 * A call under way, as the server holds it. Everything a handler may never ask for is made when it asks: most calls need
 * neither signal nor person. A class, because there is one for each call and its parts are shared by all.
 */
export class OpenCall implements Call {
  readonly caller: Identity;
  readonly #raw: RawCall;
  readonly #staffTokens: StaffTokens;
  #controller: AbortController | undefined;
  #person: Promise<PersonToken | undefined> | undefined;
  #correlationId: string | undefined;

  constructor(raw: RawCall, caller: Identity, staffTokens: StaffTokens) {
    this.#raw = raw;
    this.caller = caller;
    this.#staffTokens = staffTokens;
  }

  get method(): string {
    return this.#raw.getPath();
  }

  get metadata(): Metadata {
    return this.#raw.metadata;
  }

  get deadline(): Date | undefined {
    const deadline = this.#raw.getDeadline();
    if (deadline instanceof Date) return deadline;
    return Number.isFinite(deadline) ? new Date(deadline) : undefined;
  }

  get signal(): AbortSignal {
    return this.#control().signal;
  }

  get correlationId(): string {
    return (this.#correlationId ??= correlationIdIn(this.metadata));
  }

  person(): Promise<PersonToken | undefined> {
    return (this.#person ??= personIn(this.metadata, this.#staffTokens));
  }

  /** Tells the handler, by its signal, that the call is over. */
  abort(reason: RpcError): void {
    this.#control().abort(reason);
  }

  #control(): AbortController {
    if (this.#controller) return this.#controller;
    const made = new AbortController();
    this.#controller = made;
    if (this.#raw.cancelled) made.abort(this.#ended());
    else this.#raw.once("cancelled", () => made.abort(this.#ended()));
    return made;
  }

  #ended(): RpcError {
    const { deadline } = this;
    return deadline !== undefined && deadline.getTime() <= Date.now() + TIMER_EARLY_MS
      ? new RpcError("DEADLINE_EXCEEDED", "The call's deadline passed before it could be answered.")
      : new RpcError("CANCELLED", "The call is over.");
  }
}

async function personIn(metadata: Metadata, staffTokens: StaffTokens): Promise<PersonToken | undefined> {
  if (!claimsPerson(metadata)) return undefined;
  const token = tokenIn(metadata);
  if (token === undefined) throw new RpcError("UNAUTHENTICATED", "The authorization metadata is not one Bearer token.");
  return staffTokens(token);
}
