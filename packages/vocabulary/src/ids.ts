import { v5 } from "uuid";

declare const kind: unique symbol;

/** The id of one kind of thing: a UUID in lower case. Kinds are not interchangeable, though all are text. */
export type Id<Kind extends string> = string & { readonly [kind]: Kind };

export type CustomerId = Id<"customer">;
export type PersonId = Id<"person">;

/** Never to change: every event id and every id of a thing hangs on it. */
const namespace = "6f7d5c1e-2b0a-5c38-9d41-52d0b7a6e4f3";

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A UUID (RFC 9562 §5.5) that is the same for the same parts, for ever. Parts may not hold U+0000, their separator. */
export function uuidV5(...parts: readonly string[]): string {
  if (parts.some((part) => part.includes("\u0000"))) throw new RangeError("a part of a UUIDv5 name holds U+0000");
  return v5(parts.join("\u0000"), namespace);
}

/** The id of a new thing, from what makes it unique (caller, method, request id), so that a retry names the same thing. */
export const derivedId = <Kind extends string>(...parts: readonly string[]): Id<Kind> => uuidV5(...parts) as Id<Kind>;

/** Whether a value has the form of an id; which kind it is, the caller knows. */
export const isId = <Kind extends string>(value: unknown): value is Id<Kind> =>
  typeof value === "string" && uuid.test(value);

/** Reads an id, upper or lower case; undefined where the text is no UUID. */
export function parseId<Kind extends string>(text: string): Id<Kind> | undefined {
  const lower = text.toLowerCase();
  return isId<Kind>(lower) ? lower : undefined;
}
