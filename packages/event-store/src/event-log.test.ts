import { memoryKeyring } from "@rmp/test-kit/memory-keyring";
import { memoryStore } from "@rmp/test-kit/memory-store";
import { instant } from "@rmp/vocabulary/instant";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { DomainEvent } from "./decider.ts";
import { createEventLog, type Intended } from "./event-log.ts";
import { defineEvents, type Definition } from "./event-types.ts";
import { PersonalKeyMissing } from "./keyring.ts";
import { Personal, personal } from "./personal.ts";
import type { EventStorePort } from "./port.ts";

const envelope = {
  requestId: "r",
  requestMac: "1:00",
  correlationId: "c",
  actor: { kind: "service", id: "lending" },
  occurredAt: instant(0),
  recordedAt: instant(0),
  planVersion: "2",
  policyHash: "h",
  service: "lending",
} as const;

const intended = (id: string, type: string, data: object): Intended<DomainEvent> => ({
  id,
  event: { type, data },
  envelope,
});

const BookLent = z.object({
  reader: z.object({ name: personal(), phones: z.array(personal()) }),
  loans: z.int().optional(),
});

const setUp = (
  definitions: Record<string, Definition> = { BookLent },
  store: EventStorePort = memoryStore(() => instant(0)),
) => {
  const keyring = memoryKeyring();
  const log = createEventLog({ store, keyring, own: defineEvents("lending", ["book"], definitions) });
  const append = async (...events: readonly Intended<DomainEvent>[]) => log.append(await log.read("book-1"), events);
  return { store, keyring, log, append };
};

const ada = { name: Personal.of("Ada", "ada"), phones: [Personal.of("+1", "ada"), Personal.of("+2", "eve")] };

describe("personal fields", () => {
  test("are not to be found in the store", async () => {
    const { store, append } = setUp();
    await append(intended("1", "BookLent", { reader: ada }));
    expect(JSON.stringify((await store.readStream("book-1")).map(({ data }) => data))).not.toContain("Ada");
  });

  test("are read back, each under its own key, and revealed", async () => {
    const { log, append } = setUp();
    await append(intended("1", "BookLent", { reader: ada }));
    const [lent] = (await log.read("book-1")).events;
    const { reader } = BookLent.parse(lent?.event.data);
    expect(await Promise.all([reader.name, ...reader.phones].map(log.reveal))).toEqual(["Ada", "+1", "+2"]);
  });

  test("a new key is announced once in the stream, before the event that uses it, and no fold sees it", async () => {
    const { store, log, append } = setUp();
    await append(intended("1", "BookLent", { reader: ada }), intended("2", "BookLent", { reader: ada }));
    await append(intended("3", "BookLent", { reader: ada }));
    expect((await store.readStream("book-1")).map(({ type }) => type)).toEqual([
      "PersonalKeyCreated",
      "PersonalKeyCreated",
      "BookLent",
      "BookLent",
      "BookLent",
    ]);
    const { events, revision, position } = await log.read("book-1");
    expect({ revisions: events.map((event) => event.revision), revision, position }).toEqual({
      revisions: [2, 3, 4],
      revision: 4,
      position: 500n,
    });
  });

  test("one that was read from an event is sealed anew for the next", async () => {
    const { log, append } = setUp();
    await append(intended("1", "BookLent", { reader: ada }));
    const [lent] = (await log.read("book-1")).events;
    await append(intended("2", "BookLent", BookLent.parse(lent?.event.data)));
    const [, again] = (await log.read("book-1")).events;
    expect(await log.reveal(BookLent.parse(again?.event.data).reader.name)).toBe("Ada");
  });

  test("a cipher that was moved to another event does not open", async () => {
    const { store, log, append } = setUp();
    await append(intended("1", "BookLent", { reader: ada }));
    const moved = (await store.readStream("book-1")).at(-1) ?? expect.fail();
    const recorded = log.decode({ ...moved, id: "2" }) ?? expect.fail();
    await expect(log.reveal(BookLent.parse(recorded.event.data).reader.name)).rejects.toThrow("unable to authenticate");
  });

  test("a lost key is an error, never something to show", async () => {
    const { keyring, log, append } = setUp();
    await append(intended("1", "BookLent", { reader: ada }));
    keyring.lose("ada");
    const [lent] = (await log.read("book-1")).events;
    await expect(log.reveal(BookLent.parse(lent?.event.data).reader.name)).rejects.toThrow(PersonalKeyMissing);
  });
});

describe("versions", () => {
  test("an old version is read through every upcaster, its personal fields revived", async () => {
    const old = setUp({ BookLent: z.object({ who: personal() }) });
    await old.append(intended("1", "BookLent", { who: Personal.of("Ada", "ada") }));
    const present = defineEvents("lending", ["book"], {
      BookLent: {
        version: 3,
        schema: z.object({ name: personal(), loans: z.int() }),
        upcasters: { 1: ({ who }) => ({ name: who }), 2: (two) => ({ ...two, loans: 1 }) },
      },
    });
    const log = createEventLog({ store: old.store, keyring: old.keyring, own: present });
    const [lent] = (await log.read("book-1")).events;
    const { name, loans } = present.definitions.BookLent.schema.parse(lent?.event.data);
    expect({ name: await log.reveal(name), loans }).toEqual({ name: "Ada", loans: 1 });
  });

  test("one that is newer than the build stops the reader", async () => {
    const schema = z.object({});
    const newer = setUp({ BookLent: { version: 2, schema, upcasters: { 1: (one) => one } } });
    await newer.append(intended("1", "BookLent", {}));
    const { log } = setUp({ BookLent: schema }, newer.store);
    await expect(log.read("book-1")).rejects.toThrow("book-1@0 (BookLent) cannot be read");
  });

  test("a type that the owner does not know stops it, a follower passes it by", async () => {
    const newer = setUp({ BookBurnt: z.object({}) });
    await newer.append(intended("1", "BookBurnt", {}));
    const { log } = setUp({ BookLent }, newer.store);
    await expect(log.read("book-1")).rejects.toThrow("book-1@0: this build does not know BookBurnt");
    const [burnt] = await newer.store.readStream("book-1");
    expect(burnt && log.decode(burnt)).toBeUndefined();
  });
});

describe("an append is refused", () => {
  test.each([
    [
      "to a stream of another service",
      "shelf-1",
      intended("1", "BookLent", { reader: ada }),
      "lending does not own shelf-1",
    ],
    [
      "to the reactions of another",
      "reactions-customer",
      intended("1", "ReactionParked", {}),
      "lending does not own reactions-customer",
    ],
    [
      "of a type that the catalog does not name",
      "book-1",
      intended("1", "BookBurnt", {}),
      "no catalog names BookBurnt in book-1",
    ],
    [
      "with a field that the schema does not name",
      "book-1",
      intended("1", "BookLent", { reader: ada, color: "red" }),
      /unrecognized/i,
    ],
    ["with a field of another type", "book-1", intended("1", "BookLent", { reader: "Ada" }), /expected object/],
    [
      "of more than 64 KiB",
      "book-1",
      intended("1", "BookLent", { reader: { ...ada, name: Personal.of("A".repeat(65536), "a") } }),
      "book-1: BookLent is too large",
    ],
  ])("%s", async (_, stream, event, message) => {
    const { store, log } = setUp();
    await expect(log.append({ ...(await log.read("book-1")), stream }, [event])).rejects.toThrow(message);
    expect(await store.readHead()).toBe(0n);
  });

  test.each([
    ["a bigint", 1n],
    ["a date", new Date(0)],
    ["no number", Number.NaN],
    ["a function", () => 1],
  ])("with %s, which JSON has no form for", async (_, value) => {
    const { append } = setUp({ BookLent: z.object({ value: z.unknown() }) });
    await expect(append(intended("1", "BookLent", { value }))).rejects.toThrow("book-1: the field value is not JSON");
  });
});

test("two services cannot own one category", () => {
  const catalog = defineEvents("lending", ["book"], {});
  const other = defineEvents("printing", ["book"], {});
  expect(() =>
    createEventLog({ store: memoryStore(), keyring: memoryKeyring(), own: catalog, follows: [other] }),
  ).toThrow("printing: another service owns book");
});
