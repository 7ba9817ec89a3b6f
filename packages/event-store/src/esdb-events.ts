import type { AllStreamResolvedEvent, ResolvedEvent } from "@eventstore/db-client";
import { instant } from "@rmp/vocabulary/instant";
import type { JsonObject } from "@rmp/vocabulary/json";
import type { Position } from "./envelope.ts";
import type { StoredEvent } from "./port.ts";

/** Reads and subscriptions begin with this commit position; servers take 0 for "any prepare position". */
export const onWire = (position: Position) => ({ commit: position, prepare: 0n });

const mostPositive = 2n ** 63n;

/** Undefined where the server left it out: as 0, or as the largest number there is. */
export function positionOf({ event, commitPosition }: ResolvedEvent | AllStreamResolvedEvent): Position | undefined {
  const position = commitPosition ?? event?.position?.commit ?? 0n;
  return position > 0n && position < mostPositive ? position : undefined;
}

/** None where there is only a link to an event that is gone. */
export function storedEvent(resolved: ResolvedEvent | AllStreamResolvedEvent, bound: Position): readonly StoredEvent[] {
  const { event } = resolved;
  if (!event) return [];
  const { streamId: stream, id, type, revision, created, data, metadata } = event;
  return [
    {
      id,
      type,
      stream,
      revision: Number(revision),
      position: positionOf(resolved) ?? bound,
      created: instant(created),
      // Ours is always an object; what a server writes for itself is passed by, whatever it is.
      data: isJsonObject(data) ? data : {},
      metadata: isJsonObject(metadata) ? metadata : {},
    },
  ];
}

const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
