import { randomUUID } from "node:crypto";
import { Metadata } from "@grpc/grpc-js";

/** What belongs to a call and stands in no request: who acts, and in which chain of causes. */
export interface CallMetadata {
  /** Staff token (a JWT) of the person who acts; without one the service itself acts. */
  readonly token?: string | undefined;
  /** The chain of calls and events that this one belongs to. */
  readonly correlationId?: string | undefined;
  /** The event (its id) that made the caller call. */
  readonly causationId?: string | undefined;
  /** W3C Trace Context. */
  readonly traceparent?: string | undefined;
}

const CORRELATION_ID = "x-correlation-id";
const CAUSATION_ID = "x-causation-id";
const TRACEPARENT = "traceparent";
const AUTHORIZATION = "authorization";
const BEARER = /^Bearer +([^ ]+)$/i;

/** Ids go into events and logs as they came, so only what can be an id is taken. */
const ID = /^[A-Za-z0-9_-]{1,64}$/;
const TRACE = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

export function writeMetadata({ token, correlationId, causationId, traceparent }: CallMetadata): Metadata {
  const metadata = new Metadata();
  if (token !== undefined) metadata.set(AUTHORIZATION, `Bearer ${token}`);
  if (correlationId !== undefined) metadata.set(CORRELATION_ID, correlationId);
  if (causationId !== undefined) metadata.set(CAUSATION_ID, causationId);
  if (traceparent !== undefined) metadata.set(TRACEPARENT, traceparent);
  return metadata;
}

/** Whether the caller sent credentials of a person, good or bad. */
export const claimsPerson = (metadata: Metadata): boolean => metadata.get(AUTHORIZATION).length > 0;

/** The staff token; undefined where there is none in the one form we take (`Bearer …`, once). */
export function tokenIn(metadata: Metadata): string | undefined {
  const [header, ...others] = metadata.get(AUTHORIZATION);
  return others.length === 0 && header !== undefined ? BEARER.exec(String(header))?.[1] : undefined;
}

/** The caller's correlation id, or a new one where none came that can be one. */
export const correlationIdIn = (metadata: Metadata): string => valueIn(metadata, CORRELATION_ID, ID) ?? randomUUID();

export const causationIdIn = (metadata: Metadata): string | undefined => valueIn(metadata, CAUSATION_ID, ID);

export const traceparentIn = (metadata: Metadata): string | undefined => valueIn(metadata, TRACEPARENT, TRACE);

function valueIn(metadata: Metadata, name: string, form: RegExp): string | undefined {
  const [value] = metadata.get(name);
  return typeof value === "string" && form.test(value) ? value : undefined;
}
