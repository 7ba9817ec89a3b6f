/** One element of DER (X.690): its identifier octet and its content octets. */
export interface DerElement {
  readonly tag: number;
  readonly content: Buffer;
}

/** Identifier octets this package meets; `explicit(n)` is the context-specific constructed `[n]`. */
export const tags = {
  boolean: 0x01,
  integer: 0x02,
  octetString: 0x04,
  oid: 0x06,
  ia5String: 0x16,
  sequence: 0x30,
  explicit: (n: number) => 0xa0 | n,
} as const;

/** Bytes that are not DER, or not of the expected shape; the message is a sentence. */
export class MalformedDer extends Error {
  override readonly name = "MalformedDer";
}

/** The elements that `bytes` consist of, one after the other. Throws MalformedDer. */
export function readElements(bytes: Uint8Array): DerElement[] {
  const elements: DerElement[] = [];
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < buffer.length; ) {
    const { element, next } = readElement(buffer, at);
    elements.push(element);
    at = next;
  }
  return elements;
}

/** The content of the only element in `bytes`, which carries `tag`. Throws MalformedDer. */
export function readOnly(bytes: Uint8Array, tag: number): Buffer {
  const [element, ...more] = readElements(bytes);
  if (element?.tag !== tag || more.length > 0) throw new MalformedDer(`expected one element with tag ${tag}`);
  return element.content;
}

/** The dotted form of an OBJECT IDENTIFIER's content octets. */
export function dottedOid(content: Uint8Array): string {
  const arcs: number[] = [];
  let arc = 0;
  for (const octet of content) {
    arc = arc * 0x80 + (octet & 0x7f);
    if (octet < 0x80) {
      arcs.push(arc);
      arc = 0;
    }
  }
  // The first number holds the first two arcs; the first of them is 0, 1 or 2.
  const [head = 0, ...rest] = arcs;
  const top = Math.min(2, Math.floor(head / 40));
  return [top, head - 40 * top, ...rest].join(".");
}

/** One element around the concatenated parts. */
export function writeElement(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag, ...lengthOctets(content.length)]), content]);
}

function readElement(buffer: Buffer, at: number): { element: DerElement; next: number } {
  const tag = buffer[at];
  const first = buffer[at + 1];
  if (tag === undefined || first === undefined) throw new MalformedDer("an element ends before its length");
  if ((tag & 0x1f) === 0x1f) throw new MalformedDer("tags of several octets are not used here");
  // Long form: the low bits count the octets of the length. 0x80 alone is BER's indefinite form.
  const octets = first < 0x80 ? 0 : first & 0x7f;
  if (first === 0x80 || octets > 4 || at + 2 + octets > buffer.length) throw new MalformedDer("a length is not DER");
  const length = octets === 0 ? first : buffer.readUIntBE(at + 2, octets);
  const start = at + 2 + octets;
  if (octets !== lengthOctets(length).length - 1) throw new MalformedDer("a length is not in its shortest form");
  if (start + length > buffer.length) throw new MalformedDer("an element ends before its content");
  return { element: { tag, content: buffer.subarray(start, start + length) }, next: start + length };
}

function lengthOctets(length: number): number[] {
  if (length < 0x80) return [length];
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 0x100)) octets.unshift(rest % 0x100);
  return [0x80 | octets.length, ...octets];
}
