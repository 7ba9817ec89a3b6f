/** A place in a replica's journal: before the record that begins there, or where the next one will. */
export interface Place {
  readonly segment: number;
  /** Bytes from the start of the segment. */
  readonly offset: number;
}

export const isBefore = (one: Place, other: Place): boolean =>
  one.segment === other.segment ? one.offset < other.offset : one.segment < other.segment;

/** Whichever of two places comes first. */
export const earlier = (one: Place, other: Place): Place => (isBefore(one, other) ? one : other);

/** How events and answers cite a record: `<replica>:<segment>:<offset>`. */
export const journalReference = (replica: string, { segment, offset }: Place): string =>
  `${replica}:${segment}:${offset}`;

/** The place that a reference cites; undefined where the text is none. */
export function citedPlace(reference: string): Place | undefined {
  const [, segment, offset] = /:(\d+):(\d+)$/.exec(reference) ?? [];
  return segment && offset ? { segment: Number(segment), offset: Number(offset) } : undefined;
}
