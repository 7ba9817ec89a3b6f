import { crc32 } from "node:zlib";
import type { CallAttempt, EmergencyDecision, PermitDecision, RefusalDecision } from "../domain/call.ts";

/** One decided call: what was asked, what was decided, and what it was decided on. */
export type CallRecord = PermitRecord | RefusalRecord | EmergencyRecord;

interface Circumstances {
  readonly call: CallAttempt;
  /** When the call reached us, in milliseconds since 1970. Less than in the record before only where the clock was set back. */
  readonly at: number;
  /** "none" where no plan was in force. */
  readonly planVersion: string;
  readonly policyHash: string;
  /** Log position of the view that decided. */
  readonly viewPosition: string;
}

export interface PermitRecord extends Circumstances {
  readonly decision: PermitDecision;
  /** `origid` of the PASSporT: a UUID. */
  readonly originationId: string;
}

export interface RefusalRecord extends Circumstances {
  readonly decision: RefusalDecision;
}

export interface EmergencyRecord extends Circumstances {
  readonly decision: EmergencyDecision;
}

/** The end of a call that was up. */
export interface EndRecord {
  readonly sbc: string;
  readonly callId: string;
  readonly at: number;
  /** `end-unknown`: none was reported, and no call lasts that long. */
  readonly cause: "reported" | "end-unknown";
  /** 0 where unknown. */
  readonly sipStatus: number;
}

export type JournalRecord = CallRecord | EndRecord;

/** First byte of a record, so that a reader can pass over what it does not look for. A changed form takes new letters. */
const recordKinds = { permit: 0x50, refusal: 0x52, emergency: 0x45, end: 0x58 } as const;

export const isCall = (record: JournalRecord): record is CallRecord => "decision" in record;

export const isEmergencyCall = (record: JournalRecord): boolean =>
  isCall(record) && record.decision.outcome === "emergency";

export const isRefusal = (record: JournalRecord): boolean => isCall(record) && record.decision.outcome === "refusal";

/** Before each record: its length and its CRC-32, both 32 bits, little-endian. */
export const FRAME_BYTES = 8;

/** Records as they stand in a segment, each as frame, kind and JSON, with the offset of each and, last, that of the end. */
export function encodeRecords(records: readonly JournalRecord[]): {
  readonly bytes: Buffer;
  readonly offsets: number[];
} {
  const offsets = [0];
  let end = 0;
  for (const record of records) {
    end = encodeAt(end, record);
    offsets.push(end);
  }
  return { bytes: scratch.subarray(0, end), offsets };
}

/** Used again for every write: what `encodeRecords` answers is good until it is called the next time. */
let scratch = Buffer.allocUnsafe(1024 * 1024);

function encodeAt(at: number, record: JournalRecord): number {
  const json = JSON.stringify(record);
  const body = at + FRAME_BYTES;
  // A UTF-16 unit is at most three bytes of UTF-8.
  const most = body + 1 + json.length * 3;
  if (most > scratch.length) scratch = Buffer.concat([scratch, Buffer.allocUnsafe(most)]);
  scratch[body] = recordKinds[isCall(record) ? record.decision.outcome : "end"];
  const end = body + 1 + scratch.write(json, body + 1);
  scratch.writeUInt32LE(end - body, at);
  scratch.writeUInt32LE(crc32(scratch.subarray(body, end)), at + 4);
  return end;
}

/** What stands behind one frame: kind, then JSON. */
export type Body = Buffer;

/** The whole record at the begin of some bytes; undefined where none stands there, because it is torn or damaged. */
export function firstBody(bytes: Buffer): Body | undefined {
  if (bytes.length < FRAME_BYTES) return undefined;
  const end = FRAME_BYTES + bytes.readUInt32LE(0);
  if (end === FRAME_BYTES || end > bytes.length) return undefined;
  const body = bytes.subarray(FRAME_BYTES, end);
  return crc32(body) === bytes.readUInt32LE(4) ? body : undefined;
}

const letters: ReadonlySet<number | undefined> = new Set(Object.values(recordKinds));

/** The CRC has vouched for the bytes. Throws where they were written in a form that is not known here, by a later version. */
export function decodeBody(body: Body): JournalRecord {
  const [letter] = body;
  if (!letters.has(letter)) throw new Error(`a journal record of kind 0x${letter?.toString(16)} is not known here`);
  return JSON.parse(body.toString("utf8", 1)) as JournalRecord;
}

/** The refused call in a body; undefined, without a look at its JSON, where it holds something else. */
export const decodeRefusal = (body: Body): RefusalRecord | undefined =>
  body[0] === recordKinds.refusal ? (decodeBody(body) as RefusalRecord) : undefined;
