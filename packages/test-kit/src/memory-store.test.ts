import { StoreOutcomeUnknown, WrongExpectedRevision } from "@rmp/event-store/port";
import { instant } from "@rmp/vocabulary/instant";
import { expect, test } from "vitest";
import { memoryStore } from "./memory-store.ts";
import { losingAnswers, losingAppends, overtaken } from "./overtaken-store.ts";

const event = (id: string) => ({ id, type: "Happened", data: {}, metadata: {} });
const store = () => memoryStore(() => instant(0));

test("a stream grows behind the revision it was read at", async () => {
  const books = store();
  expect(await books.append("book-1", "no-stream", [event("a"), event("b")])).toEqual({ revision: 1, position: 200n });
  await expect(books.append("book-1", 0, [event("c")])).rejects.toThrow(WrongExpectedRevision);
  await expect(books.append("book-1", 2, [event("c")])).rejects.toThrow(WrongExpectedRevision);
  expect((await books.readStream("book-1", 1)).map(({ id, revision }) => [id, revision])).toEqual([["b", 1]]);
  expect(await books.readStream("book-2")).toEqual([]);
});

test("the same events behind the same revision are answered as then", async () => {
  const books = store();
  const first = await books.append("book-1", "no-stream", [event("a"), event("b")]);
  await books.append("book-1", 1, [event("c")]);
  expect(await books.append("book-1", "no-stream", [event("a"), event("b")])).toEqual(first);
  await expect(books.append("book-1", "no-stream", [event("a"), event("x")])).rejects.toThrow(WrongExpectedRevision);
});

test("all events are read behind a position, system events too", async () => {
  const books = store();
  await books.append("$settings", "no-stream", [event("a")]);
  await books.append("book-1", "no-stream", [event("b")]);
  expect((await books.readAll("start", 9)).map(({ id }) => id)).toEqual(["a", "b"]);
  expect((await books.readAll(100n, 9)).map(({ id }) => id)).toEqual(["b"]);
  expect(await books.readHead()).toBe(200n);
});

test("a subscription brings what matches, says when it caught up, and goes on", async () => {
  const books = store();
  const stop = new AbortController();
  await books.append("book-1", "no-stream", [event("a")]);
  const seen: string[] = [];
  for await (const arrival of books.subscribe("start", ["book-"], stop.signal)) {
    if ("event" in arrival) seen.push(arrival.event.id);
    if ("caughtUp" in arrival) seen.push("caught up");
    if (seen.length === 2) await books.append("shelf-1", "no-stream", [event("b")]);
    if (seen.length === 2) await books.append("book-2", "no-stream", [event("c")]);
    if (seen.length === 4) stop.abort();
  }
  expect(seen).toEqual(["a", "caught up", "c", "caught up"]);
});

test("another writer is faster, as often as told", async () => {
  const books = store();
  const slow = overtaken(books, () => books.append("book-1", "no-stream", [event("x")]));
  await expect(slow.append("book-1", "no-stream", [event("a")])).rejects.toThrow(WrongExpectedRevision);
  expect(await slow.append("book-1", 0, [event("a")])).toEqual({ revision: 1, position: 200n });
});

test("an answer is lost, or the append itself", async () => {
  const books = store();
  await expect(losingAppends(books).append("book-1", "no-stream", [event("a")])).rejects.toThrow(StoreOutcomeUnknown);
  expect(books.all.length).toBe(0);
  await expect(losingAnswers(books).append("book-1", "no-stream", [event("a")])).rejects.toThrow(StoreOutcomeUnknown);
  expect(books.all.length).toBe(1);
});
