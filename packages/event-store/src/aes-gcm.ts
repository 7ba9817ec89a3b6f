import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/** A cipher of AES-256-GCM; every part base64url. */
export interface Cipher {
  readonly iv: string;
  readonly ciphertext: string;
  readonly tag: string;
}

const algorithm = "aes-256-gcm";

/** 96 bits, drawn anew each time: NIST SP 800-38D §8.2.2 allows 2^32 texts under one key, far beyond one person's fields. */
const ivBytes = 12;

/** Encrypts under a 32-byte key; `bound` is not kept, and must be the same text for the cipher to open. */
export function encrypt(plain: Uint8Array, key: Uint8Array, bound: string): Cipher {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm, key, iv).setAAD(Buffer.from(bound));
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()]);
  return { iv: text(iv), ciphertext: text(ciphertext), tag: text(cipher.getAuthTag()) };
}

/** Throws where the key, the bound text or any bit of the cipher is another. */
export function decrypt({ iv, ciphertext, tag }: Cipher, key: Uint8Array, bound: string): Buffer {
  // Without a length Node accepts a tag of 4 bytes, which is guessed.
  const decipher = createDecipheriv(algorithm, key, bytes(iv), { authTagLength: 16 });
  decipher.setAAD(Buffer.from(bound)).setAuthTag(bytes(tag));
  return Buffer.concat([decipher.update(bytes(ciphertext)), decipher.final()]);
}

const text = (value: Buffer): string => value.toString("base64url");
const bytes = (value: string): Buffer => Buffer.from(value, "base64url");
