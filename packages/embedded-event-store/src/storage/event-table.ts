import type { DatabaseSync, SQLOutputValue } from "node:sqlite";

/** An event to be written. */
export interface NewEvent {
  /** Lower-case hyphenated UUID. */
  readonly id: string;
  readonly type: string;
  readonly json: boolean;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

/** An event that stands in the log. */
export interface RecordedEvent extends NewEvent {
  /** Place in the log: larger than 0, strictly increasing, with gaps. */
  readonly position: number;
  readonly stream: string;
  /** Place in the stream: 0, 1, 2 … */
  readonly revision: number;
  /** Milliseconds since 1970 by this machine's clock. */
  readonly created: number;
}

/** A page ends at so many events, or with the event that takes it past so many bytes, so that memory is bounded. */
export const PAGE_EVENTS = 256;
const PAGE_BYTES = 1_048_576;

const COLUMNS = "position, stream, revision, id, type, json, created, data, metadata";

export const SCHEMA = `
  CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream   TEXT    NOT NULL,
    revision INTEGER NOT NULL,
    id       TEXT    NOT NULL,
    type     TEXT    NOT NULL,
    json     INTEGER NOT NULL,
    created  INTEGER NOT NULL,
    data     BLOB    NOT NULL,
    metadata BLOB    NOT NULL,
    UNIQUE (stream, revision)
  ) STRICT;`;

export type Direction = "forwards" | "backwards";

/** The prepared statements over the one table. Every answer is what stands in the database at that moment. */
export type EventTable = ReturnType<typeof eventTable>;

export function eventTable(database: DatabaseSync) {
  const insert = database.prepare(`INSERT INTO events (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const lastRevision = database.prepare("SELECT max(revision) AS revision FROM events WHERE stream = ?");
  const lastPosition = database.prepare("SELECT max(position) AS position FROM events");
  const idAt = database.prepare("SELECT id FROM events WHERE stream = ? AND revision = ?");
  const positionAt = database.prepare("SELECT position FROM events WHERE stream = ? AND revision = ?");
  const atPosition = database.prepare("SELECT 1 FROM events WHERE position = ?");
  const page = (where: string) => database.prepare(`SELECT ${COLUMNS} FROM events WHERE ${where} LIMIT ${PAGE_EVENTS}`);
  const log = {
    forwards: page("position >= ? ORDER BY position"),
    backwards: page("position <= ? ORDER BY position DESC"),
  };
  const stream = {
    forwards: page("stream = ? AND revision >= ? ORDER BY revision"),
    backwards: page("stream = ? AND revision <= ? ORDER BY revision DESC"),
  };

  return {
    add: ({ position, stream, revision, id, type, json, created, data, metadata }: RecordedEvent): void => {
      insert.run(position, stream, revision, id, type, json ? 1 : 0, created, data, metadata);
    },
    /** −1 for a stream without events. */
    lastRevision: (stream: string): number => Number(lastRevision.get(stream)?.["revision"] ?? -1),
    /** 0 for an empty log. */
    lastPosition: (): number => Number(lastPosition.get()?.["position"] ?? 0),
    isPosition: (position: number): boolean => atPosition.get(position) !== undefined,
    idAt: (stream: string, revision: number): string | undefined => {
      const id = idAt.get(stream, revision)?.["id"];
      return typeof id === "string" ? id : undefined;
    },
    /** 0 where nothing stands. */
    positionAt: (stream: string, revision: number): number =>
      Number(positionAt.get(stream, revision)?.["position"] ?? 0),
    /** A page of the whole log from a position, inclusive. Empty: nothing more in this direction, for now. */
    logPage: (direction: Direction, from: number): readonly RecordedEvent[] => take(log[direction].iterate(from)),
    /** A page of one stream from a revision, inclusive. */
    streamPage: (name: string, direction: Direction, from: number): readonly RecordedEvent[] =>
      take(stream[direction].iterate(name, from)),
  };
}

function take(rows: Iterable<Record<string, SQLOutputValue>>): readonly RecordedEvent[] {
  const events: RecordedEvent[] = [];
  let bytes = 0;
  for (const row of rows) {
    // The table is STRICT and has no NULL: the database itself holds each column to its type.
    const event = row as unknown as Omit<RecordedEvent, "json"> & { json: number };
    events.push({ ...event, json: event.json === 1 });
    bytes += event.data.length + event.metadata.length;
    if (bytes > PAGE_BYTES) break;
  }
  return events;
}
