import { readFileSync, renameSync, writeFileSync } from "node:fs";

/** A place in a replica's journal: before the record that begins there, or where the next one will. */
export interface Place {
  readonly segment: number;
  /** Bytes from the start of the segment. */
  readonly offset: number;
}

export const isBefore = (one: Place, other: Place): boolean =>
  one.segment === other.segment ? one.offset < other.offset : one.segment < other.segment;

/** How events and answers cite a record: `<replica>:<segment>:<offset>`. */
export const journalReference = (replica: string, { segment, offset }: Place): string =>
  `${replica}:${segment}:${offset}`;

/** The place that a reference cites; undefined where the text is none. */
export function citedPlace(reference: string): Place | undefined {
  const [, segment, offset] = /:(\d+):(\d+)$/.exec(reference) ?? [];
  return segment && offset ? { segment: Number(segment), offset: Number(offset) } : undefined;
}

/** A small file that says how far a reader of the journal has come. */
export interface PlaceFile<T> {
  /** What was last saved; undefined where nothing was. Throws where the file cannot be read. */
  read(): T | undefined;
  /** Whole or not at all: a crash leaves the file as it was before. */
  save(value: T): void;
}

export const placeFile = <T>(file: string, parse: (json: unknown) => T): PlaceFile<T> => ({
  read() {
    let text: string;
    try {
      text = readFileSync(file, "utf8");
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
      throw error;
    }
    return parse(JSON.parse(text));
  },
  save(value) {
    writeFileSync(`${file}.tmp`, JSON.stringify(value), { mode: 0o600 });
    renameSync(`${file}.tmp`, file);
  },
});
