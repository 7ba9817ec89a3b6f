import { categoryOf, eventRef, idOf, type Recorded } from "@rmp/event-store/envelope";
import type { Personal } from "@rmp/event-store/personal";
import type { EnforcementEvent } from "@rmp/events/enforcement";
import { type CustomerId, type Id, isId } from "@rmp/vocabulary/ids";
import type { Instant } from "@rmp/vocabulary/instant";
import { type Candidate, clean, type EnforcementState, evolve, infractionNumberOf } from "../domain/state.ts";

/** What a person sees of a candidate beyond what decides: where it was seen, and what it showed. */
export interface Suspicion {
  readonly journalReference: string;
  readonly callerId: Personal;
  /** InfractionSuspected, `stream@revision`. */
  readonly suspectedBy: string;
}

/** One customer, as it stands. */
export interface Standing {
  readonly customerId: CustomerId;
  readonly state: EnforcementState;
  readonly suspicions: ReadonlyMap<Id<"candidate">, Suspicion>;
  /** ServicesTerminated: `stream@revision`, and when it was recorded; absent while services run. */
  readonly terminated?: { readonly by: string; readonly at: Instant };
}

/** The standing of every customer that enforcement knows. */
export interface Standings {
  of(customerId: CustomerId): Standing | undefined;
  /** Candidates that wait for a person, the oldest first call first. */
  open(): readonly { readonly standing: Standing; readonly candidate: Candidate }[];
  apply(recorded: Recorded<EnforcementEvent>): void;
}

/** Whose stream it is; undefined for a stream of another service. */
export function customerOf(stream: string): CustomerId | undefined {
  const id = idOf(stream);
  return categoryOf(stream) === "enforcement" && isId<"customer">(id) ? id : undefined;
}

/** Whether an event is told of a customer's standing, and not another service's. */
export const isOfStanding = (recorded: Recorded): recorded is Recorded<EnforcementEvent> =>
  customerOf(recorded.stream) !== undefined;

export const isOpen = ({ state }: Standing, { candidateId, dismissedAt }: Candidate): boolean =>
  dismissedAt === undefined && infractionNumberOf(state, candidateId) === 0;

export function createStandings(): Standings {
  const all = new Map<CustomerId, Standing>();
  // Only these are looked through when a person asks: most customers never have one.
  const waiting = new Set<CustomerId>();

  return {
    of: (customerId) => all.get(customerId),
    open: () =>
      [...waiting]
        .flatMap((customerId) => openIn(all.get(customerId)))
        .toSorted((a, b) => (a.candidate.firstCallAt < b.candidate.firstCallAt ? -1 : 1)),
    apply(recorded) {
      const customerId = customerOf(recorded.stream);
      if (!customerId) return;
      const before = all.get(customerId) ?? { customerId, state: clean, suspicions: new Map() };
      const standing = follow(before, recorded);
      all.set(customerId, standing);
      if (openIn(standing).length > 0) waiting.add(customerId);
      else waiting.delete(customerId);
    },
  };
}

const openIn = (standing: Standing | undefined) =>
  standing
    ? standing.state.candidates
        .filter((candidate) => isOpen(standing, candidate))
        .map((candidate) => ({ standing, candidate }))
    : [];

function follow(standing: Standing, recorded: Recorded<EnforcementEvent>): Standing {
  const { event } = recorded;
  const next = { ...standing, state: evolve(standing.state, event) };
  if (event.type === "ServicesTerminated") {
    const terminated = { by: eventRef(recorded), at: recorded.envelope.recordedAt };
    return { ...next, terminated };
  }
  if (event.type !== "InfractionSuspected") return next;
  const { candidateId, journalReference, callerId } = event.data;
  const suspicion = { journalReference, callerId, suspectedBy: eventRef(recorded) };
  return { ...next, suspicions: new Map([...standing.suspicions, [candidateId, suspicion]]) };
}
