/** The octets of one of the two integers of a P-256 signature. */
const INTEGER = 32;

/**
 * A P-256 signature as JWS wants it (RFC 7518 §3.4: r and s, 32 octets each, left-padded) from the DER that OpenSSL
 * writes (RFC 3279 §2.2.3: `SEQUENCE { r INTEGER, s INTEGER }`). Throws RangeError when it is not such DER.
 *
 * By hand, because Node 24.21 signs half as fast when it is asked for `dsaEncoding: "ieee-p1363"`.
 */
export function rawSignature(der: Uint8Array): Buffer {
  const raw = Buffer.alloc(2 * INTEGER);
  if (der[0] !== 0x30 || der[1] !== der.length - 2) throw new RangeError("signature is not a DER SEQUENCE");
  const sAt = copyInteger(der, 2, raw, INTEGER);
  if (copyInteger(der, sAt, raw, 2 * INTEGER) !== der.length) throw new RangeError("signature has octets after s");
  return raw;
}

/** Copies the INTEGER that starts at `at` so that it ends before `end` in `raw`; answers where the next element starts. */
function copyInteger(der: Uint8Array, at: number, raw: Uint8Array, end: number): number {
  const length = der[at + 1];
  if (der[at] !== 0x02 || !length) throw new RangeError("signature lacks an INTEGER");
  const next = at + 2 + length;
  // DER puts a zero before an integer whose high bit is set, so 33 octets hold 32.
  const first = der[at + 2] === 0 ? at + 3 : at + 2;
  if (next > der.length || next - first > INTEGER) throw new RangeError("signature INTEGER has the wrong length");
  for (let from = next - 1, to = end - 1; from >= first; from--, to--) raw[to] = der[from] ?? 0;
  return next;
}
