import { requested } from "@rmp/test-kit/command-context";
import { type LendingCommand, type LendingEvent, lending, lendingEvents } from "@rmp/test-kit/lending";
import { memoryKeyring } from "@rmp/test-kit/memory-keyring";
import { memoryStore } from "@rmp/test-kit/memory-store";
import { instant } from "@rmp/vocabulary/instant";
import { expect } from "vitest";
import { eventRef, type Position } from "../src/envelope.ts";
import { createEventLog } from "../src/event-log.ts";
import { handleCommand } from "../src/handle-command.ts";
import { startLoop } from "../src/loop.ts";
import type { Cursors } from "../src/reaction-cursors.ts";
import { type Reaction, type ReactionDeps, startReactions, type Verdict } from "../src/reactions.ts";

// A reaction to refused lendings, whose owner answers as the test says.

/** What the owner answers: no, for a reason, which is believed when it has come so often. */
export class Refusal extends Error {
  readonly verdict: Verdict;
  constructor(refused: string, times?: number) {
    super(refused);
    this.verdict = { refused, ...(times && { times }) };
  }
}

/** What the reaction is asked to do, each waiting for the test to answer it. */
const owner = () => {
  const asked: { readonly fact: string; readonly requestId: string; readonly answer: PromiseWithResolvers<void> }[] =
    [];
  let more = Promise.withResolvers<void>();
  const react: Reaction<LendingEvent>["react"] = (fact, { requestId }) => {
    const answer = Promise.withResolvers<void>();
    asked.push({ fact: eventRef(fact), requestId: requestId("1"), answer });
    more.resolve();
    more = Promise.withResolvers();
    return answer.promise;
  };
  const ask = async (count: number) => {
    while (asked.length < count) await more.promise;
    return asked[count - 1] ?? expect.fail();
  };
  return { asked, react, ask };
};

const cursorTable = () => {
  const table = new Map<string, Position>();
  let moved = Promise.withResolvers<void>();
  const cursors: Cursors = {
    read: async (reaction) => table.get(reaction) ?? 0n,
    async move(reaction, position) {
      table.set(reaction, position);
      moved.resolve();
      moved = Promise.withResolvers();
    },
  };
  const reaches = async (position: Position) => {
    while (table.get("tell-readers") !== position) await moved.promise;
  };
  return { table, cursors, reaches };
};

export const setUp = () => {
  const store = memoryStore(() => instant(0));
  const log = createEventLog({ store, keyring: memoryKeyring(), own: lendingEvents });
  const loop = startLoop({ store, log, categories: ["book"], fold: () => {}, wait: () => new Promise(() => {}) });
  const { table, cursors, reaches } = cursorTable();
  const { asked, react, ask } = owner();
  const pauses: number[] = [];
  let requests = 0;
  const handle = async (book: string, command: LendingCommand) =>
    handleCommand(log, lending, book, command, requested(String(requests++)));
  const refuse = (book: string) => handle(book, { type: "lend", reader: "barred", name: "" });
  const reaction: Reaction<LendingEvent> = {
    name: "tell-readers",
    concerns: ({ event, stream }) => (event.type === "LendingRefused" ? stream : undefined),
    react,
    done: new Set(["already-told"]),
  };
  const deps: ReactionDeps = {
    loop,
    log,
    cursors,
    classify: (error) => (error instanceof Refusal ? error.verdict : "retry"),
    now: () => instant(0),
    rules: () => ({ planVersion: "2", policyHash: "h" }),
    logger: { warn: () => {}, error: () => {} },
    wait: async (milliseconds) => void pauses.push(milliseconds),
  };
  const start = (change: Partial<ReactionDeps> = {}) => startReactions([reaction], { ...deps, ...change });
  const parked = async () => (await log.read("reactions-lending")).events.map(({ event }) => event);
  return { store, log, loop, handle, refuse, start, asked, ask, pauses, table, reaches, cursors, parked };
};

export const turn = () => new Promise((resolve) => setImmediate(resolve));
