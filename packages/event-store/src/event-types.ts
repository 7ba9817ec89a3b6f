import { z } from "zod";
import type { Personal } from "./personal.ts";

/** An event's data as an older version wrote it, its personal fields revived. */
export type OldData = Readonly<Record<string, unknown>>;

/** Makes of one version's data the next version's. */
export type Upcaster = (old: OldData) => OldData;

export interface VersionedDefinition<Schema extends z.ZodObject = z.ZodObject> {
  readonly version: number;
  readonly schema: Schema;
  /** By the version they read; one for every version before the present one. */
  readonly upcasters: Readonly<Record<number, Upcaster>>;
}

export type Definition = z.ZodObject | VersionedDefinition;
export type Definitions = Readonly<Record<string, Definition>>;

/** What one service publishes: its event types and the categories of the streams that hold them. */
export interface EventCatalog<D extends Definitions = Definitions> {
  readonly service: string;
  readonly categories: readonly string[];
  readonly definitions: D;
}

/** The event types of a catalog as a union that `type` tells apart. */
export type EventOf<Catalog> =
  Catalog extends EventCatalog<infer D>
    ? { [Type in keyof D & string]: { readonly type: Type; readonly data: DataOf<D[Type]> } }[keyof D & string]
    : never;

type DataOf<D> = D extends z.ZodType
  ? Immutable<z.infer<D>>
  : D extends VersionedDefinition<infer S>
    ? Immutable<z.infer<S>>
    : never;

// Branded strings and Personal stay what they are; lists and records become read-only at every depth.
type Immutable<T> = T extends string | number | boolean | null | undefined | Personal
  ? T
  : { readonly [Key in keyof T]: Immutable<T[Key]> };

/**
 * Declares the events of a service. A plain schema is version 1; a changed shape is a new version with an upcaster from
 * the one before it. Throws where a category holds a dash or a version lacks its upcaster.
 */
export function defineEvents<const D extends Definitions>(
  service: string,
  categories: readonly string[],
  definitions: D,
): EventCatalog<D> {
  const dashed = categories.find((category) => category === "" || category.includes("-"));
  if (dashed !== undefined) throw new Error(`${service}: "${dashed}" is no category`);
  for (const [type, definition] of Object.entries(definitions)) {
    const { version, upcasters } = versioned(definition);
    for (let old = 1; old < version; old++)
      if (!upcasters[old]) throw new Error(`${service}: ${type} has no upcaster from version ${old}`);
  }
  return { service, categories, definitions };
}

/** The one form of a definition, strict: a field that the schema does not name would be lost on its way to the log. */
export function versioned(definition: Definition): VersionedDefinition {
  const { version, schema, upcasters } =
    definition instanceof z.ZodObject ? { version: 1, schema: definition, upcasters: {} } : definition;
  return { version, schema: schema.strict(), upcasters };
}
