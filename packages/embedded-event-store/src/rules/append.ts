/** What the writer expects of the stream: its last revision, or a word. */
export type Expected = number | "no-stream" | "any" | "stream-exists";

/** What the rules ask about one stream. */
export interface StreamFacts {
  /** Revision of the last event, −1 for a stream that does not exist. */
  readonly last: number;
  /** Id of the event at a revision, undefined where there is none. */
  idAt(revision: number): string | undefined;
  /** Revision of an id written to this stream since the server started, undefined when unknown or long ago. */
  recent(id: string): number | undefined;
}

export type Verdict =
  | { readonly kind: "write" }
  /** All of it stands already; `last` is the revision of the last event of the earlier write. */
  | { readonly kind: "written-before"; readonly last: number }
  | { readonly kind: "wrong-expected-version" };

const write: Verdict = { kind: "write" };
const wrong: Verdict = { kind: "wrong-expected-version" };

/**
 * May these events be appended? EventStoreDB's rules: a whole append is written, is recognised as the repeat of one
 * that was, or is refused; an append without events writes nothing and checks the expectation all the same.
 */
export function judgeAppend(ids: readonly string[], expected: Expected, stream: StreamFacts): Verdict {
  if (expected === "stream-exists" && stream.last < 0) return wrong;
  if (expected === "any" || expected === "stream-exists") return repeatOfRecent(ids, stream);
  const after = expected === "no-stream" ? -1 : expected;
  if (after === stream.last) return write;
  return after > stream.last ? wrong : repeatOfRevisions(ids, after, stream);
}

/** Without a revision only memory of recent ids can tell a repeat; their order is not looked at. */
function repeatOfRecent(ids: readonly string[], stream: StreamFacts): Verdict {
  let last: number | undefined;
  for (const id of ids) {
    const revision = stream.recent(id);
    // The first decides: an unknown one makes the whole a new append, a known one makes an unknown later one a forgery.
    if (revision === undefined) return last === undefined ? write : wrong;
    last = revision;
  }
  return last === undefined ? write : { kind: "written-before", last };
}

/** With a revision in the past the log itself tells: exactly these events must stand there. */
function repeatOfRevisions(ids: readonly string[], after: number, stream: StreamFacts): Verdict {
  const standing = ids.every((id, index) => stream.idAt(after + 1 + index) === id);
  return ids.length > 0 && standing ? { kind: "written-before", last: after + ids.length } : wrong;
}

/** Largest append, inclusive, as 24.10 has it. */
export const MAX_APPEND_BYTES = 1_048_576;

/** Bytes of an event as 24.10 counts them (the type at two bytes a character). */
export const eventSize = (event: {
  readonly type: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}): number => 2 * event.type.length + event.data.length + event.metadata.length;
