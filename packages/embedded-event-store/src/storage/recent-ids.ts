/** So many ids are remembered, oldest forgotten first: about 10 MB. */
const CAPACITY = 50_000;

/**
 * Where the last ids were written, to tell a repeat under "any". Like EventStoreDB's: lost at a restart, and an id that
 * is written to a second stream is forgotten for the first.
 */
export interface RecentIds {
  remember(id: string, stream: string, revision: number): void;
  revisionIn(stream: string, id: string): number | undefined;
}

export function recentIds(capacity = CAPACITY): RecentIds {
  const places = new Map<string, { readonly stream: string; readonly revision: number }>();
  return {
    remember(id, stream, revision) {
      places.set(id, { stream, revision });
      if (places.size <= capacity) return;
      for (const oldest of places.keys()) {
        places.delete(oldest);
        break;
      }
    },
    revisionIn(stream, id) {
      const place = places.get(id);
      return place?.stream === stream ? place.revision : undefined;
    },
  };
}
