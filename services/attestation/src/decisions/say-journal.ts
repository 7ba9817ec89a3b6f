import type { Journal } from "../journal/journal.ts";

/** Looks once, and tells health probes when the journal cannot be written, and when it can again. */
export function sayJournal({ writable }: Pick<Journal, "writable">, tell: (serving: boolean) => void): () => void {
  let said: boolean | undefined;
  return () => {
    const now = writable();
    if (now === said) return;
    said = now;
    tell(now);
  };
}
