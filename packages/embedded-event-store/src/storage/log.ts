import type { DatabaseSync } from "node:sqlite";
import { type Expected, eventSize, judgeAppend } from "../rules/append.ts";
import { type EventTable, eventTable, type NewEvent, PAGE_EVENTS, type RecordedEvent } from "./event-table.ts";
import { newestEvents } from "./newest-events.ts";
import { recentIds } from "./recent-ids.ts";

export interface Append {
  readonly stream: string;
  readonly expected: Expected;
  readonly events: readonly NewEvent[];
  /** Milliseconds since 1970; an append that is not begun by then is not made. */
  readonly deadline: number;
}

export type AppendResult =
  /** Durable, now or before; `revision` −1: an append without events to a stream that does not exist. */
  | { readonly kind: "written"; readonly revision: number; readonly position: number }
  | { readonly kind: "wrong-expected-version"; readonly current: number }
  | { readonly kind: "timeout" }
  /** The disk refused: whether the append stands is known after the next start. */
  | { readonly kind: "failed"; readonly error: unknown };

export interface Log
  extends Pick<EventTable, "lastRevision" | "lastPosition" | "isPosition" | "logPage" | "streamPage"> {
  /** Queues an append; `answer` is called once, after the append is durable or refused. */
  append(append: Append, answer: (result: AppendResult) => void): void;
  /** Resolves after the next commit, or when the signal is aborted. */
  committed(signal: AbortSignal): Promise<void>;
  /** Commits and answers what is queued now, instead of at the end of this turn. */
  flush(): void;
  /** Flushes and closes the database. */
  close(): void;
}

interface Pending {
  readonly append: Append;
  readonly answer: (result: AppendResult) => void;
}

/**
 * The log over an open database, with group commit: what arrives in one turn of the event loop is one transaction with
 * one sync, then all of it is answered. After a failed write nothing is acknowledged any more.
 */
export function createLog(database: DatabaseSync, onFailure: (error: unknown) => void = () => {}): Log {
  const table = eventTable(database);
  const begin = database.prepare("BEGIN");
  const commit = database.prepare("COMMIT");
  const recent = recentIds();
  const waiting = new Set<() => void>();
  let head = table.lastPosition();
  const newest = newestEvents(head);
  let pending: Pending[] = [];
  let failure: Extract<AppendResult, { kind: "failed" }> | undefined;

  function write({ stream, expected, events, deadline }: Append, written: RecordedEvent[]): AppendResult {
    const now = Date.now();
    if (deadline < now) return { kind: "timeout" };
    const last = table.lastRevision(stream);
    const verdict = judgeAppend(
      events.map((event) => event.id),
      expected,
      {
        last,
        idAt: (revision) => table.idAt(stream, revision),
        recent: (id) => recent.revisionIn(stream, id),
      },
    );
    if (verdict.kind === "wrong-expected-version") return { kind: "wrong-expected-version", current: last };
    if (verdict.kind === "written-before") {
      return { kind: "written", revision: verdict.last, position: table.positionAt(stream, verdict.last) };
    }
    let revision = last;
    for (const event of events) {
      revision += 1;
      // Gaps like those of a log's byte offsets, so that nobody comes to rely on "plus one".
      head += eventSize(event);
      const recorded = { ...event, position: head, stream, revision, created: now };
      table.add(recorded);
      written.push(recorded);
      recent.remember(event.id, stream, revision);
    }
    return { kind: "written", revision, position: head };
  }

  function writeGroup(group: readonly Pending[]): readonly AppendResult[] {
    const failed = failure;
    if (failed) return group.map(() => failed);
    try {
      begin.run();
      const written: RecordedEvent[] = [];
      const results = group.map(({ append }) => write(append, written));
      commit.run();
      newest.add(written);
      return results;
    } catch (error) {
      failure = { kind: "failed", error };
      if (database.isTransaction) database.exec("ROLLBACK");
      onFailure(error);
      return writeGroup(group);
    }
  }

  function flush(): void {
    const group = pending;
    if (group.length === 0) return;
    pending = [];
    writeGroup(group).forEach((result, index) => group[index]?.answer(result));
    for (const wake of waiting) wake();
  }

  return {
    ...table,
    logPage: (direction, from) =>
      (direction === "forwards" ? newest.from(from, PAGE_EVENTS) : undefined) ?? table.logPage(direction, from),
    append(append, answer) {
      if (pending.push({ append, answer }) === 1) setImmediate(flush);
    },
    committed: (signal) =>
      new Promise((resolve) => {
        const wake = () => {
          waiting.delete(wake);
          signal.removeEventListener("abort", wake);
          resolve();
        };
        if (signal.aborted) return resolve();
        waiting.add(wake);
        signal.addEventListener("abort", wake);
      }),
    flush,
    close() {
      flush();
      database.close();
    },
  };
}
