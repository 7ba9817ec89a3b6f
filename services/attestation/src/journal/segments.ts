import { closeSync, fstatSync, mkdirSync, openSync, readdirSync, readSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import type { Place } from "../domain/place.ts";
import { type Body, decodeBody, FRAME_BYTES, firstBody, type JournalRecord } from "./record.ts";

const SUFFIX = ".journal";

export const segmentFile = (directory: string, segment: number): string =>
  join(directory, `${String(segment).padStart(10, "0")}${SUFFIX}`);

/** The numbers of the segments that stand in a directory, ascending; makes the directory where it is missing. */
export function listSegments(directory: string): readonly number[] {
  // Callers' numbers stand in there in clear.
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return readdirSync(directory)
    .filter((name) => name.endsWith(SUFFIX))
    .map((name) => Number(name.slice(0, -SUFFIX.length)))
    .sort((one, other) => one - other);
}

/** A record where it was found. */
export interface JournalEntry {
  readonly place: Place;
  readonly next: Place;
  readonly body: Body;
}

export interface Chunk {
  readonly entries: readonly JournalEntry[];
  /** Where to read on. */
  readonly next: Place;
  /** Bytes behind `next` that are no whole record, as far as was read. */
  readonly broken: number;
}

/** Read at once: many records, and not so many that they keep the calls waiting. */
const CHUNK_BYTES = 256 * 1024;

/** The whole records of a segment from a place on, about a chunk of them, and not beyond `end` (an offset). */
export async function readSegment(directory: string, from: Place, end = Number.POSITIVE_INFINITY): Promise<Chunk> {
  await using file = await open(segmentFile(directory, from.segment), "r");
  const { size } = await file.stat();
  // A place that was saved for another journal may lie beyond this one.
  const available = Math.max(0, Math.min(end, size) - from.offset);
  const read = async (length: number): Promise<Buffer> => {
    const bytes = Buffer.allocUnsafe(Math.min(length, available));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, from.offset);
    return bytes.subarray(0, bytesRead);
  };
  const bytes = await read(CHUNK_BYTES);
  const chunk = chunkOf(bytes, from);
  if (chunk.entries.length > 0 || bytes.length < CHUNK_BYTES) return chunk;
  // One record that is longer than a chunk.
  return chunkOf(await read(FRAME_BYTES + bytes.readUInt32LE(0)), from);
}

/** The record at a place, at once; undefined where no whole one stands there. Throws where the file cannot be read. */
export function readRecord(directory: string, { segment, offset }: Place): JournalRecord | undefined {
  const file = openSync(segmentFile(directory, segment), "r");
  try {
    const frame = Buffer.alloc(FRAME_BYTES);
    readSync(file, frame, 0, FRAME_BYTES, offset);
    const bytes = Buffer.alloc(Math.min(FRAME_BYTES + frame.readUInt32LE(0), fstatSync(file).size - offset));
    readSync(file, bytes, 0, bytes.length, offset);
    const body = firstBody(bytes);
    return body && decodeBody(body);
  } finally {
    closeSync(file);
  }
}

function chunkOf(bytes: Buffer, from: Place): Chunk {
  const entries: JournalEntry[] = [];
  let at = 0;
  for (let body = firstBody(bytes); body; body = firstBody(bytes.subarray(at))) {
    const place = { segment: from.segment, offset: from.offset + at };
    at += FRAME_BYTES + body.length;
    entries.push({ place, next: { ...place, offset: from.offset + at }, body });
  }
  return { entries, next: { ...from, offset: from.offset + at }, broken: bytes.length - at };
}
