import { categoryOf, eventRef, type Position, type Recorded } from "./envelope.ts";
import type { EventLog } from "./event-log.ts";
import { asleep, type Wait } from "./persist.ts";
import { type EventStorePort, type StoredEvent, StoreUnavailable } from "./port.ts";
import { untilAborted } from "./until-aborted.ts";

/** The one ordered way of a process through the log: views are folded here and nowhere else. */
export interface Loop extends AsyncDisposable {
  /** Every event of the followed categories up to here has been folded. */
  position(): Position;
  /**
   * Resolves when the views hold everything written up to a position: reads there through whatever lies between, so
   * that an idle log answers at once. Rejects with the signal's reason, StoreUnavailable, or what stopped the loop.
   */
  cover(position: Position, signal: AbortSignal): Promise<void>;
  /** Milliseconds since the views held all that the log held; Infinity until they first do. */
  staleness(): number;
  /** Resolves when the views first hold all that the log holds; rejects with what stopped the loop before. */
  readonly ready: Promise<void>;
  /** Calls the listener after each event is folded, in order; it may not throw. Answers how to end that. */
  applied(listener: (recorded: Recorded) => void): () => void;
  /** Every event folded so far behind a position, read from the log once more, in order. */
  history(after: Position): AsyncIterable<Recorded>;
  /** Never resolves. Rejects when an event cannot be read or folded, with EventNotFolded: the views hold nothing newer. */
  readonly failed: Promise<never>;
  /** Aborts when the loop ends, by its failure or by its disposal. */
  readonly stopped: AbortSignal;
}

/** A bug, of the event or of who reads it: what stands behind the event cannot be known before it is mended. */
export class EventNotFolded extends Error {
  override readonly name = "EventNotFolded";
  /** stream@revision */
  readonly event: string;
  constructor(stored: Pick<StoredEvent, "stream" | "revision">, cause: unknown) {
    super("an event cannot be read or folded", { cause });
    this.event = eventRef(stored);
  }
}

export interface LoopDeps {
  readonly store: EventStorePort;
  readonly log: Pick<EventLog, "decode">;
  /** Categories of the streams to follow. */
  readonly categories: readonly string[];
  /** Changes the views; synchronous, and may not throw. */
  fold(recorded: Recorded): void;
  /** Milliseconds that only go forward: a clock that is set back must not make stale views fresh. */
  clock?(): number;
  /** Waits until the head is to be looked at again. */
  readonly wait?: Wait;
}

/** The rulings lower the level when the views are 30 s stale: six looks in a row must fail before that. */
const lookEvery = 5_000;
const pageSize = 500;

const monotonic = (): number => performance.now();

/** Starts to fold the log, from its beginning. */
export function startLoop(deps: LoopDeps): Loop {
  const { store, log, clock = monotonic, wait = asleep } = deps;
  const followed = new Set(deps.categories);
  const listeners = new Set<(recorded: Recorded) => void>();
  const stop = new AbortController();
  const ready = Promise.withResolvers<void>();
  const failed = Promise.withResolvers<never>();
  let position: Position = 0n;
  let moved = Promise.withResolvers<void>();
  let reading: Promise<boolean> | undefined;
  let coveredAt = Number.NEGATIVE_INFINITY;

  const moveTo = (next: Position) => {
    if (next <= position) return;
    position = next;
    moved.resolve();
    moved = Promise.withResolvers();
  };

  const understood = (stored: StoredEvent) =>
    followed.has(categoryOf(stored.stream)) ? log.decode(stored) : undefined;

  // Subscription and reads bring the same events, each in the log's order: whichever is ahead has left nothing out.
  const apply = (stored: StoredEvent) => {
    stop.signal.throwIfAborted();
    if (stored.position <= position) return;
    try {
      const recorded = understood(stored);
      if (recorded) {
        deps.fold(recorded);
        for (const listener of listeners) listener(recorded);
      }
    } catch (error) {
      throw new EventNotFolded(stored, error);
    }
    // Last: nobody may see a position whose event is not folded yet.
    moveTo(stored.position);
  };

  const fail = (error: unknown) => {
    if (stop.signal.aborted) return;
    stop.abort(error);
    failed.reject(error);
    ready.reject(error);
  };

  /** Whether there was anything to read. */
  const readOn = async () => {
    const page = await store.readAll(position, pageSize);
    try {
      page.forEach(apply);
    } catch (error) {
      fail(error);
      throw error;
    }
    return page.length > 0;
  };

  const cover = async (target: Position, signal: AbortSignal) => {
    const ended = AbortSignal.any([signal, stop.signal]);
    while (position < target) {
      const next = moved.promise;
      // Shared by all who wait. One that was begun before the target was written may not reach it: hence the loop.
      reading ??= readOn().finally(() => {
        reading = undefined;
      });
      const progressed = await untilAborted(reading, ended);
      // A position that the log has not reached: only time can tell, and the caller's deadline ends the wait.
      if (!progressed && position < target) await untilAborted(next, ended);
    }
  };

  const lookAtHead = async () => {
    const at = clock();
    try {
      await cover(await store.readHead(), stop.signal);
      coveredAt = at;
      ready.resolve();
    } catch (error) {
      // The staleness tells of it.
      if (!(error instanceof StoreUnavailable)) throw error;
    }
  };

  const caughtUp = Promise.withResolvers<void>();
  const follow = async () => {
    const prefixes = deps.categories.map((category) => `${category}-`);
    for await (const arrival of store.subscribe("start", prefixes, stop.signal)) {
      if ("event" in arrival) apply(arrival.event);
      else if ("checkpoint" in arrival) moveTo(arrival.checkpoint);
      else caughtUp.resolve();
    }
  };
  const keepFresh = async () => {
    // Before, every look at the head would read the whole log a second time beside the subscription.
    await untilAborted(caughtUp.promise, stop.signal);
    for (;;) {
      await lookAtHead();
      await wait(lookEvery, stop.signal);
    }
  };

  const running = Promise.all([follow().catch(fail), keepFresh().catch(fail)]);
  // Whoever does not wait for it hears of the same error by `failed`.
  ready.promise.catch(() => {});

  return {
    position: () => position,
    cover,
    staleness: () => clock() - coveredAt,
    ready: ready.promise,
    failed: failed.promise,
    stopped: stop.signal,
    applied(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async *history(after) {
      const end = position;
      for (let at = after; at < end; ) {
        const page = (await store.readAll(at, pageSize)).filter((stored) => stored.position <= end);
        for (const recorded of page.map(understood)) if (recorded) yield recorded;
        at = page.at(-1)?.position ?? end;
      }
    },
    async [Symbol.asyncDispose]() {
      const stopped = new Error("the loop was stopped");
      stop.abort(stopped);
      ready.reject(stopped);
      await running;
    },
  };
}
