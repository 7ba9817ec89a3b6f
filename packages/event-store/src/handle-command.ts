import type { Actor } from "@rmp/vocabulary/actor";
import { uuidV5 } from "@rmp/vocabulary/ids";
import type { Instant } from "@rmp/vocabulary/instant";
import { type Decider, type Decision, type Detail, type DomainEvent, fold } from "./decider.ts";
import type { Position, Recorded } from "./envelope.ts";
import type { EventLog, History, Intended } from "./event-log.ts";
import { StoreOutcomeUnknown, StoreUnavailable, WrongExpectedRevision } from "./port.ts";

/** Who asks, with which request, and under which rules: what the edge knows of a command beside its content. */
export interface CommandContext {
  /** UUID, chosen by the caller; the same again is the same command. */
  readonly requestId: string;
  readonly method: string;
  /** The caller's name, as its certificate says it: request ids of two callers never meet. */
  readonly caller: string;
  /** "keyId:hex": HMAC-SHA256 of the request without `request_id` and `min_position`, under that key or the present one. */
  mac(keyId?: string): string;
  readonly actor: Actor;
  readonly correlationId: string;
  readonly causationId?: string;
  readonly at: Instant;
  readonly planVersion: string;
  readonly policyHash: string;
  readonly service: string;
  readonly traceparent?: string;
}

export interface AcceptedOutcome<S, E extends DomainEvent> {
  readonly kind: "accepted";
  /** Right after the command's last event, also where others have followed since. */
  readonly state: S;
  /** What the command recorded; empty where it changed nothing. */
  readonly events: readonly Recorded<E>[];
  readonly stream: string;
  /** Of the command's last event; where it changed nothing, of the stream's, -1 and 0n in an empty one. */
  readonly revision: number;
  readonly position: Position;
}

export interface RefusedOutcome<E extends DomainEvent, R extends string> {
  readonly kind: "refused";
  readonly reason: R;
  readonly detail: Detail;
  /** The event that proves the refusal. */
  readonly recorded?: Recorded<E>;
}

export type Outcome<S, E extends DomainEvent, R extends string> = AcceptedOutcome<S, E> | RefusedOutcome<E, R>;

/** The request id stands in the stream with another body. */
export class RequestIdReused extends Error {
  override readonly name = "RequestIdReused";
}

/** Other writers were first, each time. Nothing was written; the same request may come again. */
export class Contended extends Error {
  override readonly name = "Contended";
}

const maxAttempts = 8;

/**
 * Decides a command on its stream and records what it decided, once, however often the request comes and whoever else
 * writes. The answer is always read from the log, so that the first one and a repeated one cannot differ: a repeat that
 * overlaps the first finds its own event ids taken, and what stands there, not what it decided, is the answer.
 *
 * Throws RequestIdReused, Contended, and StoreUnavailable, after which the caller sends the same request again.
 */
export async function handleCommand<S, C, E extends DomainEvent, R extends string>(
  log: EventLog,
  decider: Decider<S, C, E, R>,
  id: string,
  command: C,
  context: CommandContext,
): Promise<Outcome<S, E, R>> {
  const stream = `${decider.category}-${id}`;
  let history = await log.read<E>(stream);
  let unanswered: StoreOutcomeUnknown | undefined;
  for (let attempt = 0; ; attempt++) {
    // Before `decide`: the retry of a command that closed something would be refused because it is closed.
    const answer = answerOnRecord(decider, history, context);
    if (answer) return answer;
    // The store has been silent for its whole deadline. It may be written yet: the same request, sent again, finds out.
    if (unanswered) throw new StoreUnavailable(`${stream}: nobody knows whether it was written`, { cause: unanswered });
    if (attempt === maxAttempts) throw new Contended(`${stream}: other writers were first ${maxAttempts} times`);
    const state = fold(decider, eventsIn(history.events));
    const decision = decider.decide(command, state);
    const events = eventsOf(decision);
    if (events.length === 0) return unrecorded(decision, state, history);
    try {
      await log.append(history, intended(events, stream, context));
    } catch (error) {
      if (error instanceof StoreOutcomeUnknown) unanswered = error;
      else if (!(error instanceof WrongExpectedRevision)) throw error;
    }
    history = await log.readOn(history);
  }
}

const eventsIn = <E extends DomainEvent>(recorded: readonly Recorded<E>[]): readonly E[] =>
  recorded.map(({ event }) => event);

const eventsOf = <E, R extends string>(decision: Decision<E, R>): readonly E[] =>
  decision.kind === "accept" ? decision.events : decision.onRecord === undefined ? [] : [decision.onRecord];

/** What the log says of this very request, if it stands there. */
function answerOnRecord<S, C, E extends DomainEvent, R extends string>(
  decider: Decider<S, C, E, R>,
  { stream, events }: History<E>,
  context: CommandContext,
): Outcome<S, E, R> | undefined {
  const from = events.findIndex(({ id }) => id === eventId(stream, context, 0));
  const first = events[from];
  if (!first) return undefined;
  const { requestMac } = first.envelope;
  if (context.mac(requestMac.slice(0, requestMac.indexOf(":"))) !== requestMac)
    throw new RequestIdReused(`${context.requestId} was another request of ${context.caller}`);
  const reason = decider.refusalOf?.(first.event);
  if (reason !== undefined) return { kind: "refused", reason, detail: {}, recorded: first };
  const own = events.slice(from).filter(({ id }, index) => id === eventId(stream, context, index));
  const last = own.at(-1) ?? first;
  const state = fold(decider, eventsIn(events.slice(0, from + own.length)));
  const { revision, position } = last;
  return { kind: "accepted", state, events: own, stream, revision, position };
}

/** The answer that leaves no trace: a plain refusal, or a command that changes nothing. */
function unrecorded<S, E extends DomainEvent, R extends string>(
  decision: Decision<E, R>,
  state: S,
  { stream, revision, position }: History<E>,
): Outcome<S, E, R> {
  if (decision.kind === "accept") return { kind: "accepted", state, events: [], stream, revision, position };
  return { kind: "refused", reason: decision.reason, detail: decision.detail ?? {} };
}

const eventId = (stream: string, { caller, method, requestId }: CommandContext, index: number): string =>
  uuidV5(caller, method, stream, requestId, String(index));

function intended<E extends DomainEvent>(
  events: readonly E[],
  stream: string,
  context: CommandContext,
): readonly Intended<E>[] {
  const { requestId, correlationId, causationId, actor, at, planVersion, policyHash, service, traceparent } = context;
  const envelope = {
    requestId,
    requestMac: context.mac(),
    correlationId,
    ...(causationId !== undefined && { causationId }),
    actor,
    occurredAt: at,
    recordedAt: at,
    planVersion,
    policyHash,
    service,
    ...(traceparent !== undefined && { traceparent }),
  };
  return events.map((event, index) => ({ id: eventId(stream, context, index), event, envelope }));
}
