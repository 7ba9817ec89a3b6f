import { readFileSync } from "node:fs";
import { z } from "zod";

/** Reads a secret's file, without the line end that editors add. Throws where it is missing or empty, naming only the file. */
export function readSecret(file: string): string {
  const secret = readFileSync(file, "utf8").trimEnd();
  if (secret === "") throw new Error(`the secret in ${file} is empty`);
  return secret;
}

/** Keys by id: one to write with, and those that what was written earlier is read with. */
export interface Keys {
  readonly current: string;
  readonly keys: ReadonlyMap<string, Buffer>;
}

/** Bytes of a key: AES-256 and HMAC-SHA256 alike. */
const KEY_BYTES = 32;

const keyFile = z.strictObject({
  current: z.string(),
  keys: z.record(z.string().regex(/^[A-Za-z0-9._-]+$/), z.base64()),
});

/** Reads `{"current": id, "keys": {id: base64 of 32 bytes}}`. Throws, without its content, where it is anything else. */
export function readKeys(file: string): Keys {
  const { data } = keyFile.safeParse(parsed(readSecret(file)));
  const keys = new Map(Object.entries(data?.keys ?? {}).map(([id, key]) => [id, Buffer.from(key, "base64")]));
  if (!data || !keys.has(data.current) || [...keys.values()].some((key) => key.length !== KEY_BYTES))
    throw new Error(`${file} is not {"current": id, "keys": {id: base64 of ${KEY_BYTES} bytes}}`);
  return { current: data.current, keys };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
