import { uuidV5 } from "@rmp/vocabulary/ids";
import type { DomainEvent } from "./decider.ts";
import { categoryOf, type Envelope, envelope, eventRef, type Position, type Recorded } from "./envelope.ts";
import { type EventCatalog, type OldData, type VersionedDefinition, versioned } from "./event-types.ts";
import type { Keyring } from "./keyring.ts";
import { machineryEvents, personalKeyCreated } from "./machinery-events.ts";
import { Personal } from "./personal.ts";
import { openSealed, reviveFields, sealFields } from "./personal-fields.ts";
import type { EventStorePort, RawEvent, StoredEvent } from "./port.ts";

/** A stream as it was read: what an append builds on. */
export interface History<E extends DomainEvent> {
  readonly stream: string;
  readonly events: readonly Recorded<E>[];
  /** Of the last event of any kind; -1 where there is none. */
  readonly revision: number;
  readonly position: Position;
  /** Ids of the personal-data keys that the stream has announced. */
  readonly keyIds: ReadonlySet<string>;
}

/** An event on its way into the log. */
export interface Intended<E extends DomainEvent> {
  readonly id: string;
  readonly event: E;
  readonly envelope: Omit<Envelope, "schemaVersion">;
}

/** Typed events over a store: validates, upcasts, seals personal fields. */
export interface EventLog {
  readonly service: string;
  /** The whole stream. Throws on an event that this build does not know: what cannot be read cannot be decided on. */
  read<E extends DomainEvent>(stream: string): Promise<History<E>>;
  /** The same history, with what has come since. */
  readOn<E extends DomainEvent>(history: History<E>): Promise<History<E>>;
  /** Appends behind the history, or throws as the store's `append` does; throws where the stream is another service's. */
  append<E extends DomainEvent>(history: History<E>, events: readonly Intended<E>[]): Promise<void>;
  /** Undefined for types that no catalog names; throws where one that is named cannot be read. */
  decode(stored: StoredEvent): Recorded | undefined;
  /** For answers only. Throws PersonalKeyMissing, and where the cipher was moved or changed. */
  reveal(personal: Personal): Promise<string>;
}

/** Larger ones belong elsewhere, with their hash here: a store takes 1 MiB an append, and readers take every event. */
const maxEventBytes = 64 * 1024;

export function createEventLog(deps: {
  readonly store: EventStorePort;
  readonly keyring: Keyring;
  /** The service's own events: it appends to the categories of these and to no other. */
  readonly own: EventCatalog;
  readonly follows?: readonly EventCatalog[];
}): EventLog {
  const { store, keyring, own } = deps;
  const definitionOf = index([own, ...(deps.follows ?? []), machineryEvents]);

  const decode = (stored: StoredEvent): Recorded | undefined => {
    const definition = definitionOf(stored.stream, stored.type);
    if (!definition) return undefined;
    try {
      return decoded(stored, definition);
    } catch (cause) {
      throw new Error(`${eventRef(stored)} (${stored.type}) cannot be read`, { cause });
    }
  };

  const readOn = async <E extends DomainEvent>(history: History<E>): Promise<History<E>> => {
    const news = await store.readStream(history.stream, history.revision + 1);
    const last = news.at(-1);
    if (!last) return history;
    const isKey = (stored: StoredEvent) => stored.type === personalKeyCreated.type;
    const events = news.flatMap((stored) => {
      if (isKey(stored)) return [];
      const recorded = decode(stored);
      if (!recorded) throw new Error(`${eventRef(stored)}: this build does not know ${stored.type}`);
      // A stream of a category holds the events of its catalog, which `decode` has just validated.
      return [recorded as Recorded<E>];
    });
    return {
      ...history,
      events: [...history.events, ...events],
      revision: last.revision,
      position: last.position,
      keyIds: new Set([...history.keyIds, ...news.filter(isKey).map(announcedKey)]),
    };
  };

  const encode = async <E extends DomainEvent>(stream: string, { id, event, envelope }: Intended<E>) => {
    const definition = definitionOf(stream, event.type);
    if (!definition) throw new Error(`no catalog names ${event.type} in ${stream}`);
    const { data, keys } = await sealFields(definition.schema.parse(event.data), { stream, eventId: id }, keyring);
    if (JSON.stringify(data).length > maxEventBytes) throw new Error(`${stream}: ${event.type} is too large`);
    const metadata = { ...envelope, actor: { ...envelope.actor }, schemaVersion: definition.version };
    const raw: RawEvent = { id, type: event.type, data, metadata };
    return { raw, keys };
  };

  return {
    service: own.service,
    read: (stream) => readOn({ stream, events: [], revision: -1, position: 0n, keyIds: new Set() }),
    readOn,
    decode,
    async append({ stream, revision, keyIds }, intended) {
      if (!owns(own, stream)) throw new Error(`${own.service} does not own ${stream}`);
      const encoded = [];
      for (const one of intended) encoded.push(await encode(stream, one));
      const events = encoded.flatMap(({ raw, keys }) => [
        ...keys
          .filter(({ keyId }) => !keyIds.has(keyId))
          .map(({ subject, keyId }) => announced(raw, stream, subject, keyId)),
        raw,
      ]);
      await store.append(stream, revision < 0 ? "no-stream" : revision, onceEach(events));
    },
    async reveal(personal) {
      const held = Personal.held(personal);
      return "plain" in held ? held.plain : openSealed(held, keyring);
    },
  };
}

const owns = (own: EventCatalog, stream: string) =>
  own.categories.includes(categoryOf(stream)) || stream === `reactions-${own.service}`;

function index(catalogs: readonly EventCatalog[]) {
  const byCategory = new Map<string, ReadonlyMap<string, VersionedDefinition>>();
  for (const { service, categories, definitions } of catalogs) {
    const types = new Map(Object.entries(definitions).map(([type, definition]) => [type, versioned(definition)]));
    for (const category of categories) {
      if (byCategory.has(category)) throw new Error(`${service}: another service owns ${category}`);
      byCategory.set(category, types);
    }
  }
  return (stream: string, type: string) => byCategory.get(categoryOf(stream))?.get(type);
}

function decoded(stored: StoredEvent, { version, schema, upcasters }: VersionedDefinition): Recorded {
  const { id, type, stream, revision, position } = stored;
  const known = envelope.parse(stored.metadata);
  if (known.schemaVersion > version) throw new Error(`version ${known.schemaVersion} is newer than this build`);
  let data: OldData = reviveFields(stored.data, { stream, eventId: id });
  for (let old = known.schemaVersion; old < version; old++) data = upcasters[old]?.(data) ?? data;
  return { event: { type, data: schema.parse(data) }, id, stream, revision, position, envelope: known };
}

/** The event that tells of a key, in the name of the command whose event is sealed with it. */
const announced = (raw: RawEvent, stream: string, subject: string, keyId: string): RawEvent => ({
  id: uuidV5(personalKeyCreated.type, stream, subject, keyId),
  type: personalKeyCreated.type,
  data: { subject, keyId },
  metadata: { ...raw.metadata, schemaVersion: 1 },
});

const announcedKey = ({ data }: StoredEvent): string => personalKeyCreated.data.parse(data).keyId;

/** Two events of one append may be sealed with the same new key. */
const onceEach = (events: readonly RawEvent[]): readonly RawEvent[] => [
  ...new Map(events.map((event) => [event.id, event])).values(),
];
