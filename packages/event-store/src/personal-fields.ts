import type { JsonObject, JsonValue } from "@rmp/vocabulary/json";
import { type Cipher, decrypt, encrypt } from "./aes-gcm.ts";
import type { DataKey, Keyring } from "./keyring.ts";
import { Personal, type SealedPlace, type SealedText } from "./personal.ts";

/** How a personal field stands in the log: `{ "$sealed": { subject, keyId, iv, ciphertext, tag } }`. */
const marker = "$sealed";

type EventPlace = Pick<SealedPlace, "stream" | "eventId">;

export interface SealedData {
  readonly data: JsonObject;
  /** The keys that it was sealed with. */
  readonly keys: readonly DataKey[];
}

/** The data as the log keeps it: every `Personal` encrypted. Throws TypeError on what JSON cannot carry. */
export async function sealFields(fields: object, place: EventPlace, keyring: Keyring): Promise<SealedData> {
  const keys = new Map<string, DataKey>();
  const seal = async (personal: Personal, field: string): Promise<JsonObject> => {
    const held = Personal.held(personal);
    const key = keys.get(held.subject) ?? (await keyring.keyFor(held.subject));
    keys.set(held.subject, key);
    // One that was read elsewhere is sealed anew: a cipher opens only in the place it was made for.
    const plain = "plain" in held ? held.plain : await openSealed(held, keyring);
    const { iv, ciphertext, tag } = encrypt(Buffer.from(plain), key.secret, bound({ ...place, field }, key));
    return { [marker]: { subject: key.subject, keyId: key.keyId, iv, ciphertext, tag } };
  };
  const visit = async (value: unknown, field: string): Promise<JsonValue> => {
    if (value instanceof Personal) return seal(value, field);
    if (value === null || typeof value === "string" || typeof value === "boolean") return value;
    if (typeof value === "number" && Number.isFinite(value)) return value;
    if (Array.isArray(value)) {
      const items: JsonValue[] = [];
      for (const [index, item] of value.entries()) items.push(await visit(item, `${field}.${index}`));
      return items;
    }
    if (isPlainObject(value)) return record(value, `${field}.`);
    throw new TypeError(`${place.stream}: the field ${field} is not JSON`);
  };
  const record = async (value: object, path: string): Promise<JsonObject> => {
    const result: Record<string, JsonValue> = {};
    for (const [key, item] of Object.entries(value)) {
      if (key === marker) throw new TypeError(`${place.stream}: a field is named ${marker}`);
      if (item !== undefined) result[key] = await visit(item, `${path}${key}`);
    }
    return result;
  };
  return { data: await record(fields, ""), keys: [...keys.values()] };
}

/** The data with its personal fields as `Personal`, still encrypted. */
export function reviveFields(data: JsonObject, place: EventPlace): Readonly<Record<string, unknown>> {
  const visit = (value: JsonValue | undefined, field: string): unknown => {
    if (typeof value !== "object" || value === null) return value;
    if (isList(value)) return value.map((item, index) => visit(item, `${field}.${index}`));
    const sealed = value[marker];
    return sealed === undefined ? record(value, `${field}.`) : Personal.sealed(sealedText(sealed, { ...place, field }));
  };
  const record = (value: JsonObject, path: string) =>
    Object.fromEntries(Object.entries(value).map(([key, item]) => [key, visit(item, `${path}${key}`)]));
  return record(data, "");
}

/** The text; throws PersonalKeyMissing, or the cipher's own error where it was tampered with or moved. */
export async function openSealed(sealed: SealedText, keyring: Keyring): Promise<string> {
  const key = await keyring.byId(sealed.subject, sealed.keyId);
  return decrypt(sealed, key.secret, bound(sealed.place, sealed)).toString();
}

const bound = ({ stream, eventId, field }: SealedPlace, { subject, keyId }: { subject: string; keyId: string }) =>
  JSON.stringify([stream, eventId, field, subject, keyId]);

function sealedText(value: JsonValue, place: SealedPlace): SealedText {
  const part = (name: keyof Cipher | "subject" | "keyId") => {
    const text = typeof value === "object" && value !== null && !isList(value) ? value[name] : undefined;
    if (typeof text !== "string") throw new TypeError(`${place.stream}: ${place.field} has no ${name}`);
    return text;
  };
  const names = { subject: part("subject"), keyId: part("keyId") };
  return { ...names, iv: part("iv"), ciphertext: part("ciphertext"), tag: part("tag"), place };
}

// Array.isArray does not narrow a readonly array.
const isList = (value: object): value is readonly JsonValue[] => Array.isArray(value);

const isPlainObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
