/** What happened, in words of the domain; its time and its author stand in the envelope. */
export interface DomainEvent {
  readonly type: string;
  readonly data: object;
}

/** Facts behind a refusal that its caller may see: ids, counts and moments, never personal data. */
export type Detail = Readonly<Record<string, string>>;

export interface Accepted<E> {
  readonly kind: "accept";
  readonly events: readonly E[];
}

export interface Refused<R extends string> {
  readonly kind: "refuse";
  readonly reason: R;
  readonly detail?: Detail;
  readonly onRecord?: never;
}

/** A refusal that the plan wants proof of. It has no detail: what stands in the event is all that a retry can be told. */
export interface RefusedOnRecord<E, R extends string> {
  readonly kind: "refuse";
  readonly reason: R;
  readonly detail?: never;
  readonly onRecord: E;
}

export type Decision<E, R extends string> = Accepted<E> | Refused<R> | RefusedOnRecord<E, R>;

/** The rules of one kind of stream, without I/O, clock or randomness: the command brings its time and its new ids. */
export interface Decider<S, C, E extends DomainEvent, R extends string> {
  /** The streams are named `<category>-<id>`; a category holds no dash. */
  readonly category: string;
  readonly initial: S;
  evolve(state: S, event: E): S;
  decide(command: C, state: S): Decision<E, R>;
  /** Of an event that records a refusal, its reason, so that a retry is refused again; undefined for every other event. */
  refusalOf?(event: E): R | undefined;
}

/** The command is allowed and this is what happened; without events nothing changed. */
export const accept = <const Events extends readonly DomainEvent[]>(...events: Events): Accepted<Events[number]> => ({
  kind: "accept",
  events,
});

/** The command breaks a rule. Nothing is recorded; a retry is decided anew. */
export const refuse = <const R extends string>(reason: R, detail?: Detail): Refused<R> => ({
  kind: "refuse",
  reason,
  ...(detail && { detail }),
});

/** The command breaks a rule and the plan wants proof: the event is recorded, a retry gets the same answer. */
export const refuseOnRecord = <const R extends string, const E extends DomainEvent>(
  reason: R,
  onRecord: E,
): RefusedOnRecord<E, R> => ({ kind: "refuse", reason, onRecord });

/** The state after these events, from the first on. */
export const fold = <S, E extends DomainEvent>(
  decider: Pick<Decider<S, never, E, string>, "initial" | "evolve">,
  events: readonly E[],
): S => events.reduce((state, event) => decider.evolve(state, event), decider.initial);
