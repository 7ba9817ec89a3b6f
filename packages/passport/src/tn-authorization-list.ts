import { MalformedDer, readElements, readOnly, tags, writeElement } from "./der.ts";
import type { DerElement } from "./der.ts";

/** 1.3.6.1.5.5.7.1.26, id-pe-TNAuthList (RFC 8226 §9). */
export const TN_AUTH_LIST_OID = "1.3.6.1.5.5.7.1.26";

/** One thing a certificate gives authority over (RFC 8226 §9): a provider, a range of numbers, one number. */
export type TnEntry =
  | { readonly kind: "spc"; readonly spc: string }
  /** `count` numbers, at least two, from `start` on. */
  | { readonly kind: "range"; readonly start: string; readonly count: number }
  | { readonly kind: "tn"; readonly tn: string };

const SPC = /^[\x21-\x7e]+$/;
const TN = /^[0-9#*]{1,15}$/;
const DIGITS = /^[0-9]{1,15}$/;

/** The DER of a TNAuthList. Throws RangeError for an entry that RFC 8226 §9 does not allow, and for an empty list. */
export function encodeTnAuthorizationList(entries: readonly TnEntry[]): Buffer {
  const fault = faultOfList(entries);
  if (fault) throw new RangeError(fault);
  return writeElement(tags.sequence, ...entries.map(encodeEntry));
}

/** The entries of a DER TNAuthList. Strict: throws MalformedDer for everything that RFC 8226 §9 does not allow. */
export function decodeTnAuthorizationList(der: Uint8Array): readonly TnEntry[] {
  const entries = readElements(readOnly(der, tags.sequence)).map(decodeEntry);
  const fault = faultOfList(entries);
  if (fault) throw new MalformedDer(fault);
  return entries;
}

function faultOfList(entries: readonly TnEntry[]): string | undefined {
  if (entries.length === 0) return "a TNAuthList has at least one entry";
  return entries.map(faultOf).find((fault) => fault !== undefined);
}

function faultOf(entry: TnEntry): string | undefined {
  if (entry.kind === "spc") return SPC.test(entry.spc) ? undefined : "an SPC is printable ASCII without spaces";
  if (entry.kind === "tn") return TN.test(entry.tn) ? undefined : "a telephone number is 1 to 15 of 0-9, # and *";
  if (!DIGITS.test(entry.start)) return "a range starts at 1 to 15 digits";
  if (!Number.isSafeInteger(entry.count) || entry.count < 2) return "a range counts at least two numbers";
  return Number(entry.start) + entry.count < 10 ** entry.start.length ? undefined : "a range leaves its digits";
}

// The tags of the choice are EXPLICIT: the module of RFC 8226 says so, and implicit ones are seen in live certificates.
function encodeEntry(entry: TnEntry): Buffer {
  switch (entry.kind) {
    case "spc":
      return writeElement(tags.explicit(0), ia5(entry.spc));
    case "range":
      return writeElement(tags.explicit(1), writeElement(tags.sequence, ia5(entry.start), integer(entry.count)));
    case "tn":
      return writeElement(tags.explicit(2), ia5(entry.tn));
  }
}

function decodeEntry({ tag, content }: DerElement): TnEntry {
  switch (tag) {
    case tags.explicit(0):
      return { kind: "spc", spc: readOnly(content, tags.ia5String).toString("latin1") };
    case tags.explicit(1):
      return decodeRange(readElements(readOnly(content, tags.sequence)));
    case tags.explicit(2):
      return { kind: "tn", tn: readOnly(content, tags.ia5String).toString("latin1") };
    default:
      throw new MalformedDer("a TNAuthList entry is tagged [0], [1] or [2]");
  }
}

function decodeRange([start, count, ...more]: readonly DerElement[]): TnEntry {
  if (start?.tag !== tags.ia5String || count?.tag !== tags.integer || more.length > 0)
    throw new MalformedDer("a range is a start and a count");
  return { kind: "range", start: start.content.toString("latin1"), count: positive(count.content) };
}

const ia5 = (text: string) => writeElement(tags.ia5String, Buffer.from(text, "latin1"));

function integer(value: number): Buffer {
  const hex = value.toString(16);
  const octets = Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex");
  // A set high bit would make it negative.
  return writeElement(tags.integer, Buffer.alloc((octets[0] ?? 0) > 0x7f ? 1 : 0), octets);
}

function positive(octets: Buffer): number {
  const value = Number.parseInt(octets.toString("hex") || "0", 16);
  if (!integer(value).subarray(2).equals(octets)) throw new MalformedDer("a count is a positive INTEGER in DER");
  return value;
}
