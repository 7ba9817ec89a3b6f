import { accept, type Decider, refuse, refuseOnRecord } from "@rmp/event-store/decider";
import { defineEvents, type EventOf } from "@rmp/event-store/event-types";
import { Personal, personal } from "@rmp/event-store/personal";
import { z } from "zod";

/** A library lends its books: the domain of tests that are about the machinery, not about robocalls. */
export const lendingEvents = defineEvents("lending", ["book"], {
  BookLent: z.object({ reader: z.string(), name: personal() }),
  LoanCounted: z.object({ loans: z.int() }),
  BookReturned: z.object({}),
  /** A recorded refusal. */
  LendingRefused: z.object({ reader: z.string() }),
});

export type LendingEvent = EventOf<typeof lendingEvents>;

export type LendingCommand =
  | { readonly type: "lend"; readonly reader: string; readonly name: string }
  | { readonly type: "return" };

export interface Book {
  readonly lent: boolean;
  readonly loans: number;
}

export type LendingRefusal = "already-lent" | "reader-barred";

export const lending: Decider<Book, LendingCommand, LendingEvent, LendingRefusal> = {
  category: "book",
  initial: { lent: false, loans: 0 },
  decide(command, { lent, loans }) {
    if (command.type === "return") return lent ? accept({ type: "BookReturned", data: {} }) : accept();
    const { reader, name } = command;
    if (reader === "barred") return refuseOnRecord("reader-barred", { type: "LendingRefused", data: { reader } });
    if (lent) return refuse("already-lent", { loans: String(loans) });
    return accept(
      { type: "BookLent", data: { reader, name: Personal.of(name, `reader-${reader}`) } },
      { type: "LoanCounted", data: { loans: loans + 1 } },
    );
  },
  evolve(book, event) {
    switch (event.type) {
      case "BookLent":
        return { ...book, lent: true };
      case "LoanCounted":
        return { ...book, loans: event.data.loans };
      case "BookReturned":
        return { ...book, lent: false };
      case "LendingRefused":
        return book;
    }
  },
  refusalOf: (event) => (event.type === "LendingRefused" ? "reader-barred" : undefined),
};
