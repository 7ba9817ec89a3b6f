import { readFileSync } from "node:fs";
import { createEventLog, type EventLog } from "@rmp/event-store/event-log";
import { defineEvents, type EventCatalog, versioned } from "@rmp/event-store/event-types";
import type { Keyring } from "@rmp/event-store/keyring";
import { Personal } from "@rmp/event-store/personal";
import { memoryStore } from "@rmp/test-kit/memory-store";
import { instant } from "@rmp/vocabulary/instant";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { attestationEvents } from "./attestation.ts";
import { auditorEvents } from "./auditor.ts";
import { customerEvents } from "./customer.ts";
import { enforcementEvents } from "./enforcement.ts";
import { numberingEvents } from "./numbering.ts";

const catalogs: readonly EventCatalog[] = [
  attestationEvents,
  auditorEvents,
  customerEvents,
  enforcementEvents,
  numberingEvents,
];

/**
 * An event of each type and version as a log has held it since, and what every later build must read of it: `reads`, with
 * each personal field opened, as `{ "personal": … }`. Entries are added; none is ever changed, for logs are not.
 */
const golden = z.array(
  z.strictObject({
    type: z.string(),
    stream: z.string(),
    id: z.uuid(),
    data: z.record(z.string(), z.json()),
    metadata: z.record(z.string(), z.json()),
    reads: z.record(z.string(), z.json()),
  }),
);
type Golden = z.infer<typeof golden>;

const goldenOf = (service: string): Golden =>
  golden.parse(JSON.parse(readFileSync(new URL(`./${service}.golden.json`, import.meta.url), "utf8")));

/** The one key, of everybody, that the golden files are sealed with. */
const key = { keyId: "golden", secret: Buffer.alloc(32, "golden") };
const keyring: Keyring = {
  keyFor: async (subject) => ({ ...key, subject }),
  byId: async (subject) => ({ ...key, subject }),
};

/** What the catalog has and the golden file does not. */
const missing = ({ definitions }: EventCatalog, entries: Golden): readonly string[] =>
  Object.entries(definitions).flatMap(([type, definition]) =>
    Array.from({ length: versioned(definition).version }, (_, index) => index + 1)
      .filter((n) => !entries.some((entry) => entry.type === type && entry.metadata["schemaVersion"] === n))
      .map((n) => `${type}, version ${n}`),
  );

async function opened(value: unknown, log: EventLog): Promise<unknown> {
  if (value instanceof Personal) return { personal: await log.reveal(value) };
  if (Array.isArray(value)) return Promise.all(value.map((item) => opened(item, log)));
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).map(async ([name, field]) => [name, await opened(field, log)] as const);
  return Object.fromEntries(await Promise.all(fields));
}

describe.each(catalogs)("the golden file of $service", (catalog) => {
  const entries = goldenOf(catalog.service);
  const log = createEventLog({ store: memoryStore(), keyring, own: catalog });

  it.each(entries)("$type ($id) is read as it was written", async ({ reads, metadata, ...event }) => {
    const place = { revision: 7, position: 900n };
    const recorded = log.decode({ ...event, ...place, metadata, created: instant(0) }) ?? expect.fail("unknown type");
    const { type, stream, id } = event;
    expect({ ...recorded, event: await opened(recorded.event, log) }).toStrictEqual({
      event: { type, data: reads },
      id,
      stream,
      ...place,
      envelope: metadata,
    });
  });

  it("has every type and version", () => expect(missing(catalog, entries)).toEqual([]));
});

it("a type and a version without an entry are found", () => {
  const catalog = defineEvents("lending", ["book"], {
    BookLent: { version: 3, schema: z.object({}), upcasters: { 1: (old) => old, 2: (old) => old } },
    BookBurnt: z.object({}),
  });
  const lent = (schemaVersion: number) => ({
    type: "BookLent",
    stream: "book-1",
    id: "6f7d5c1e-2b0a-5c38-9d41-52d0b7a6e4f3",
    data: {},
    metadata: { schemaVersion },
    reads: {},
  });
  expect(missing(catalog, [lent(1), lent(3)])).toEqual(["BookLent, version 2", "BookBurnt, version 1"]);
});
