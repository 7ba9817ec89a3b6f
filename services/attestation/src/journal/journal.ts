import {
  closeSync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { stat } from "node:fs/promises";
import type { Log } from "@rmp/service-kit/log";
import type { Place } from "../domain/place.ts";
import { type CallRecord, encodeRecords, isCall, isRefusal, type JournalRecord } from "./record.ts";
import { type Chunk, listSegments, readRecord, readSegment, segmentFile } from "./segments.ts";

export interface JournalOptions {
  readonly directory: string;
  /** A segment that has grown to this is closed and the next one begun. */
  readonly segmentBytes: number;
  /** Survive a loss of power too, at the price of a disk's round trip for each batch. */
  readonly fsync: boolean;
  readonly log: Log;
}

/** The record of every decision, written before its answer leaves; it survives `kill -9`. */
export interface Journal extends Disposable {
  /** Writes all with one write, and says where each begins. Throws where it could not: then none of them stands. */
  append(records: readonly JournalRecord[]): readonly Place[];
  /** The call that is journaled at a place; undefined where none can be read there. */
  callAt(place: Place): CallRecord | undefined;
  /** Where the next record will begin. */
  end(): Place;
  /** The first segment that stands. */
  begin(): Place;
  /** Behind this place stands no refused call: who looks for one need not read further. */
  refusedUntil(): Place;
  /** Entries from a place on, in order, a chunk at a time; none where the place is the end. */
  read(from: Place): Promise<Pick<Chunk, "entries" | "next">>;
  /** Whether the last write succeeded, as far as there was one; after a failure, whether one does now. */
  writable(): boolean;
  /** When a segment was last written, in milliseconds since 1970. */
  lastWritten(segment: number): Promise<number>;
}

/** Opens the journal of one replica; a record that a crash left half written at the end is cut off. */
export async function openJournal({ directory, segmentBytes, fsync, log }: JournalOptions): Promise<Journal> {
  const segments = listSegments(directory);
  const first = segments[0] ?? 1;
  let segment = segments.at(-1) ?? first;
  let file = openSegment(directory, segment);
  let offset = await cutTornTail(directory, segment, file, log);
  let refusedUntil = { segment, offset };

  const beginNext = (): void => {
    // Opened before anything is given up: where it cannot be, the full one is written on.
    const opened = openSegment(directory, segment + 1);
    closeSync(file);
    file = opened;
    segment += 1;
    offset = 0;
  };

  let torn = false;
  let failed = false;
  const write = (bytes: Buffer): void => {
    // What a failed write has left was answered to nobody; what comes now must not stand behind it.
    if (torn) ftruncateSync(file, offset);
    torn = true;
    if (writeSync(file, bytes) !== bytes.length) throw new Error("the journal's disk took half a write");
    if (fsync) fdatasyncSync(file);
    torn = false;
    offset += bytes.length;
  };

  /** Writes something and takes it back. */
  const tryOut = (): void => {
    if (offset >= segmentBytes) beginNext();
    const end = offset;
    write(PROBE);
    offset = end;
    torn = true;
    ftruncateSync(file, end);
    torn = false;
  };

  return {
    append(records) {
      failed = true;
      if (offset >= segmentBytes) beginNext();
      const { bytes, offsets } = encodeRecords(records);
      const places = records.map((_, index) => ({ segment, offset: offset + (offsets[index] ?? 0) }));
      write(bytes);
      failed = false;
      if (records.some(isRefusal)) refusedUntil = { segment, offset };
      return places;
    },
    callAt({ segment, offset }) {
      try {
        const record = readRecord(directory, { segment, offset });
        return record && isCall(record) ? record : undefined;
      } catch (error) {
        log.error({ segment, offset, error }, "journal unreadable");
        return undefined;
      }
    },
    end: () => ({ segment, offset }),
    begin: () => ({ segment: first, offset: 0 }),
    refusedUntil: () => refusedUntil,
    writable() {
      if (!failed) return true;
      try {
        tryOut();
        failed = false;
      } catch {
        // As before, and said before.
      }
      return !failed;
    },
    async read(from) {
      const isLast = from.segment === segment;
      const chunk = await readSegment(directory, from, isLast ? offset : undefined);
      if (chunk.entries.length > 0) return chunk;
      if (chunk.broken > 0) log.error({ ...chunk.next, bytes: chunk.broken }, "journal damaged");
      // Always on: a reader that is led to where it stands would come back for ever.
      return { entries: [], next: isLast ? { segment, offset } : { segment: from.segment + 1, offset: 0 } };
    },
    async lastWritten(segment) {
      return (await stat(segmentFile(directory, segment))).mtimeMs;
    },
    [Symbol.dispose]: () => closeSync(file),
  };
}

/** No record begins with zeros: where a crash leaves them they are cut. As much as a block of records may be. */
const PROBE = Buffer.alloc(64 * 1024);

const openSegment = (directory: string, segment: number): number =>
  openSync(segmentFile(directory, segment), "a", 0o600);

/**
 * Answers where the whole records end. What is cut is kept beside the segment, where the disk takes it: it may be damage,
 * not a torn write. A full disk tears a write and takes no copy, and must not keep emergency calls from passing.
 */
async function cutTornTail(directory: string, segment: number, file: number, log: Log): Promise<number> {
  const { size } = fstatSync(file);
  let end = 0;
  for (;;) {
    const { entries, next } = await readSegment(directory, { segment, offset: end });
    if (entries.length === 0) break;
    end = next.offset;
  }
  if (end < size) {
    const name = segmentFile(directory, segment);
    const cut = { segment, offset: end, bytes: size - end };
    log.warn(cut, "journal cut behind its last whole record");
    try {
      writeFileSync(`${name}.${end}.cut`, readFileSync(name).subarray(end), { mode: 0o600 });
    } catch (error) {
      log.error({ ...cut, error }, "what is cut from the journal is not kept");
    }
    ftruncateSync(file, end);
  }
  return end;
}
