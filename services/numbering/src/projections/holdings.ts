import { categoryOf, eventRef, idOf, type Recorded } from "@rmp/event-store/envelope";
import type { CustomerId } from "@rmp/vocabulary/ids";
import type { Instant } from "@rmp/vocabulary/instant";
import { type E164, parseE164 } from "@rmp/vocabulary/telephone-number";
import type { Fact } from "./facts.ts";

/** One customer's time with a number; events are cited `stream@revision`. */
export interface Holding {
  readonly customerId: CustomerId;
  readonly assignedAt: Instant;
  readonly assignedBy: string;
  readonly agreement: string;
  /** Absent while it is held. */
  readonly release?: { readonly releasedAt: Instant; readonly releasedBy: string; readonly agingUntil: Instant };
}

/** Who held and holds which number. */
export interface Holdings {
  /** Oldest first; empty for a number that was never assigned. */
  of(number: E164): readonly Holding[];
  /** In the order in which they were first assigned. */
  heldBy(customerId: CustomerId): readonly E164[];
  /** Released by the customer and nobody's since, until `at` at the least. */
  agingOf(customerId: CustomerId, at: Instant): readonly E164[];
  apply(recorded: Recorded<Fact>): void;
}

/** The number that a stream is about; undefined for a block's. */
export const numberOf = (stream: string): E164 | undefined =>
  categoryOf(stream) === "number" ? parseE164(`+${idOf(stream)}`) : undefined;

export function createHoldings(): Holdings {
  const histories = new Map<E164, readonly Holding[]>();
  const everHeld = new Map<CustomerId, Set<E164>>();

  const of = (number: E164): readonly Holding[] => histories.get(number) ?? [];
  const lastsOf = (customerId: CustomerId) =>
    [...(everHeld.get(customerId) ?? [])].flatMap((number) => {
      const last = of(number).at(-1);
      return last?.customerId === customerId ? [{ number, last }] : [];
    });

  return {
    of,
    heldBy: (customerId) => lastsOf(customerId).flatMap(({ number, last }) => (last.release ? [] : [number])),
    agingOf: (customerId, at) =>
      lastsOf(customerId).flatMap(({ number, last }) => (last.release && at < last.release.agingUntil ? [number] : [])),
    apply(recorded) {
      const number = numberOf(recorded.stream);
      if (!number) return;
      histories.set(number, follow(of(number), recorded));
      if (recorded.event.type !== "NumberAssigned") return;
      const { customerId } = recorded.event.data;
      everHeld.set(customerId, (everHeld.get(customerId) ?? new Set()).add(number));
    },
  };
}

function follow(history: readonly Holding[], recorded: Recorded<Fact>): readonly Holding[] {
  const { event, envelope } = recorded;
  if (event.type === "NumberAssigned") {
    const { customerId, agreement } = event.data;
    return [...history, { customerId, assignedAt: envelope.occurredAt, assignedBy: eventRef(recorded), agreement }];
  }
  const last = history.at(-1);
  if (event.type !== "NumberReleased" || !last) return history;
  const { agingUntil } = event.data;
  const release = { releasedAt: envelope.occurredAt, releasedBy: eventRef(recorded), agingUntil };
  return history.with(-1, { ...last, release });
}
