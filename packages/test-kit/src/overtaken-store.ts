import { type EventStorePort, StoreOutcomeUnknown } from "@rmp/event-store/port";

/** What happens between a writer's read and its append. */
export type Meanwhile = () => Promise<unknown>;

/**
 * A store in which somebody else is faster: before the first append the first of these happens, before the second the
 * second, and so on. This makes a race of writers a plain sequence, the same in every run.
 */
export function overtaken(store: EventStorePort, ...meanwhile: readonly Meanwhile[]): EventStorePort {
  const waiting = [...meanwhile];
  return changed(store, {
    async append(stream, expected, events) {
      await waiting.shift()?.();
      return store.append(stream, expected, events);
    },
  });
}

/** A store whose next appends are written, and whose answers are lost. */
export function losingAnswers(store: EventStorePort, times = 1): EventStorePort {
  let left = times;
  return changed(store, {
    async append(stream, expected, events) {
      const appended = await store.append(stream, expected, events);
      if (left-- > 0) throw new StoreOutcomeUnknown("the answer was lost");
      return appended;
    },
  });
}

/** A store to which the next appends are sent, and which they never reach. */
export function losingAppends(store: EventStorePort, times = 1): EventStorePort {
  let left = times;
  return changed(store, {
    async append(stream, expected, events) {
      if (left-- > 0) throw new StoreOutcomeUnknown("the append was lost");
      return store.append(stream, expected, events);
    },
  });
}

const changed = (store: EventStorePort, change: Partial<EventStorePort>): EventStorePort => ({ ...store, ...change });
