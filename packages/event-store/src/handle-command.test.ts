import { requested } from "@rmp/test-kit/command-context";
import { readable } from "@rmp/test-kit/given-when-then";
import { type LendingCommand, lending, lendingEvents } from "@rmp/test-kit/lending";
import { memoryKeyring } from "@rmp/test-kit/memory-keyring";
import { memoryStore } from "@rmp/test-kit/memory-store";
import { losingAnswers, losingAppends, overtaken } from "@rmp/test-kit/overtaken-store";
import { instant } from "@rmp/vocabulary/instant";
import { describe, expect, test } from "vitest";
import { createEventLog } from "./event-log.ts";
import { type CommandContext, Contended, handleCommand, RequestIdReused } from "./handle-command.ts";
import { type EventStorePort, StoreUnavailable } from "./port.ts";

const lend = (reader: string): LendingCommand => ({ type: "lend", reader, name: reader });
const giveBack: LendingCommand = { type: "return" };

const setUp = () => {
  const store = memoryStore(() => instant(0));
  const keyring = memoryKeyring();
  const through = (port: EventStorePort) => {
    const log = createEventLog({ store: port, keyring, own: lendingEvents });
    return (command: LendingCommand, context: CommandContext) => handleCommand(log, lending, "1", command, context);
  };
  const written = () => store.all.filter(({ type }) => type !== "PersonalKeyCreated").map(({ type }) => type);
  return { store, through, handle: through(store), written };
};

test("a command is decided on the stream and recorded with its envelope", async () => {
  const { store, handle } = setUp();
  const at = instant(1);
  const outcome = await handle(lend("ada"), requested("1", { at }));
  expect(outcome).toMatchObject({
    kind: "accepted",
    state: { lent: true, loans: 1 },
    stream: "book-1",
    revision: 2,
    position: 300n,
  });
  expect(
    store.all.map(({ type, metadata }) => [type, metadata.requestId, metadata.occurredAt, metadata.requestMac]),
  ).toEqual([
    ["PersonalKeyCreated", "1", at, "1:626f6479"],
    ["BookLent", "1", at, "1:626f6479"],
    ["LoanCounted", "1", at, "1:626f6479"],
  ]);
});

describe("the same request again", () => {
  test("is answered as the first time, whatever has happened since", async () => {
    const { handle, written } = setUp();
    const first = await handle(lend("ada"), requested("1"));
    await handle(giveBack, requested("2"));
    await handle(lend("eve"), requested("3"));
    expect(readable(await handle(lend("ada"), requested("1", { at: instant(9) })))).toEqual(readable(first));
    expect(written()).toEqual(["BookLent", "LoanCounted", "BookReturned", "BookLent", "LoanCounted"]);
  });

  test("is refused again where its refusal is on record, and a new attempt is decided anew", async () => {
    const { handle, written } = setUp();
    const first = await handle(lend("barred"), requested("1"));
    expect(first).toMatchObject({ kind: "refused", reason: "reader-barred", detail: {}, recorded: { revision: 0 } });
    expect(await handle(lend("barred"), requested("1"))).toEqual(first);
    expect(await handle(lend("barred"), requested("2"))).toMatchObject({ recorded: { revision: 1 } });
    expect(written()).toEqual(["LendingRefused", "LendingRefused"]);
  });

  test("is decided anew where its refusal left no trace", async () => {
    const { handle } = setUp();
    await handle(lend("ada"), requested("1"));
    const refused = { kind: "refused", reason: "already-lent", detail: { loans: "1" } };
    expect(await handle(lend("eve"), requested("2"))).toEqual(refused);
    await handle(giveBack, requested("3"));
    expect(await handle(lend("eve"), requested("2"))).toMatchObject({ kind: "accepted" });
  });

  test("with another body is an error, and nothing is written", async () => {
    const { handle, written } = setUp();
    await handle(lend("ada"), requested("1"));
    await expect(handle(giveBack, requested("1", { body: "other" }))).rejects.toThrow(RequestIdReused);
    expect(written()).toEqual(["BookLent", "LoanCounted"]);
  });

  test("is known under an older MAC key", async () => {
    const { handle } = setUp();
    const first = requested("1");
    await handle(lend("ada"), { ...first, mac: () => first.mac("old") });
    expect(await handle(lend("ada"), first)).toMatchObject({ kind: "accepted", revision: 2 });
  });

  test("is another request where another caller sends it, or another method has it", async () => {
    const { handle, written } = setUp();
    await handle(lend("barred"), requested("1"));
    await handle(lend("barred"), { ...requested("1"), caller: "tool/other" });
    await handle(lend("barred"), { ...requested("1"), method: "test.v1.TestService/Other" });
    expect(written().length).toBe(3);
  });
});

describe("a command that changes nothing", () => {
  test("answers where the stream stands", async () => {
    const { handle } = setUp();
    await handle(lend("ada"), requested("1"));
    await handle(giveBack, requested("2"));
    expect(await handle(giveBack, requested("3"))).toEqual({
      kind: "accepted",
      state: { lent: false, loans: 1 },
      events: [],
      stream: "book-1",
      revision: 3,
      position: 400n,
    });
  });

  test("answers -1 and 0 in an empty stream", async () => {
    const { handle } = setUp();
    expect(await handle(giveBack, requested("1"))).toMatchObject({ events: [], revision: -1, position: 0n });
  });
});

describe("another writer between read and append", () => {
  test("makes it decide again on what now stands", async () => {
    const { store, through, handle, written } = setUp();
    const slow = through(overtaken(store, () => handle(lend("eve"), requested("2"))));
    expect(await slow(lend("ada"), requested("1"))).toEqual({
      kind: "refused",
      reason: "already-lent",
      detail: { loans: "1" },
    });
    expect(written()).toEqual(["BookLent", "LoanCounted"]);
  });

  test("that is the same request, in another replica, gets and gives one answer", async () => {
    const { store, through, handle, written } = setUp();
    const answers: unknown[] = [];
    const slow = through(
      overtaken(store, async () => answers.push(await handle(lend("ada"), requested("1", { at: instant(1) })))),
    );
    answers.push(await slow(lend("ada"), requested("1", { at: instant(2) })));
    expect(readable(answers[1])).toEqual(readable(answers[0]));
    expect(written()).toEqual(["BookLent", "LoanCounted"]);
  });

  test("is borne eight times, then it is contended and nothing is written", async () => {
    const { store, through, handle, written } = setUp();
    const others = Array.from({ length: 8 }, (_, n) => () => handle(lend("barred"), requested(`other ${n}`)));
    await expect(through(overtaken(store, ...others))(lend("ada"), requested("1"))).rejects.toThrow(Contended);
    expect(written()).toEqual(Array.from({ length: 8 }, () => "LendingRefused"));
    const seven = others.slice(0, 7).map((_, n) => () => handle(lend("barred"), requested(`another ${n}`)));
    expect(await through(overtaken(store, ...seven))(lend("ada"), requested("1"))).toMatchObject({ kind: "accepted" });
  });
});

describe("an append whose outcome is unknown", () => {
  test("is answered where it stands in the log after all", async () => {
    const { store, through, written } = setUp();
    expect(await through(losingAnswers(store))(lend("ada"), requested("1"))).toMatchObject({
      kind: "accepted",
      revision: 2,
    });
    expect(written()).toEqual(["BookLent", "LoanCounted"]);
  });

  test("is unavailable where it does not; sent again it is recorded once", async () => {
    const { store, through, written } = setUp();
    const handle = through(losingAppends(store));
    await expect(handle(lend("ada"), requested("1"))).rejects.toThrow(StoreUnavailable);
    expect(written()).toEqual([]);
    expect(await handle(lend("ada"), requested("1"))).toMatchObject({ kind: "accepted", revision: 2 });
    expect(written()).toEqual(["BookLent", "LoanCounted"]);
  });

  test("is unavailable where the store cannot be read either", async () => {
    const { store, through } = setUp();
    let reads = 0;
    const failing: EventStorePort = {
      ...losingAppends(store),
      readStream: async (stream, from) => {
        if (reads++ > 0) throw new StoreUnavailable("down");
        return store.readStream(stream, from);
      },
    };
    await expect(through(failing)(lend("ada"), requested("1"))).rejects.toThrow(StoreUnavailable);
  });
});
