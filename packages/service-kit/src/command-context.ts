import { createHmac } from "node:crypto";
import type { CommandContext } from "@rmp/event-store/handle-command";
import type { Actor } from "@rmp/vocabulary/actor";
import type { PersonId } from "@rmp/vocabulary/ids";
import type { Instant } from "@rmp/vocabulary/instant";
import { RpcError } from "./errors.ts";
import { causationIdIn, traceparentIn } from "./metadata.ts";
import type { Call } from "./rpc.ts";
import type { Keys } from "./secrets.ts";

export interface CommandDeps {
  /** Who handles the command. */
  readonly service: string;
  readonly now: () => Instant;
  readonly macKeys: Keys;
  /** Plan and policy in force at a moment; "none" for what is not there yet. */
  readonly rulesAt: (at: Instant) => { readonly planVersion: string; readonly policyHash: string };
  /** By the staff register as the view stands. */
  readonly isActive: (person: PersonId) => boolean;
}

/** A ts-proto message type, as far as it is needed. */
export interface MessageType<R> {
  encode(message: R): { finish(): Uint8Array };
}

/**
 * What the edge knows of a command. The actor is the person of the token, or the calling service without one. Throws
 * RpcError PERMISSION_DENIED where that person is not active in the staff register (rulings, *Person*).
 */
export async function commandContext<R extends { readonly requestId: string }>(
  call: Call,
  request: R,
  type: MessageType<R>,
  { service, now, macKeys, rulesAt, isActive }: CommandDeps,
): Promise<CommandContext> {
  const actor = await actorOf(call, isActive);
  const at = now();
  const causationId = causationIdIn(call.metadata);
  const traceparent = traceparentIn(call.metadata);
  return {
    // One UUID has two spellings, and the event id is made of it.
    requestId: request.requestId.toLowerCase(),
    method: call.method,
    caller: call.caller.path,
    mac: (keyId) => requestMac(request, type, macKeys, keyId),
    actor,
    correlationId: call.correlationId,
    ...(causationId === undefined ? {} : { causationId }),
    at,
    ...rulesAt(at),
    service,
    ...(traceparent === undefined ? {} : { traceparent }),
  };
}

async function actorOf(call: Call, isActive: (person: PersonId) => boolean): Promise<Actor> {
  const person = await call.person();
  if (!person) return { kind: "service", id: call.caller.path };
  if (!isActive(person.personId))
    throw new RpcError("PERMISSION_DENIED", "The person of this staff token is not active in the staff register.", {
      reason: "person-not-active",
    });
  return { kind: "staff", id: person.personId };
}

/** Of the request encoded again without what may differ between two sendings of the same command (architecture §5). */
function requestMac<R extends object>(
  request: R,
  type: MessageType<R>,
  { current, keys }: Keys,
  keyId = current,
): string {
  const key = keys.get(keyId);
  if (!key) throw new Error(`the request MAC key ${keyId} is not configured`);
  const bytes = type.encode({ ...request, requestId: "", minPosition: "" }).finish();
  return `${keyId}:${createHmac("sha256", key).update(bytes).digest("hex")}`;
}
