import type { CallAttempt } from "../domain/call.ts";
import type { Journaled } from "./repeats.ts";

/** The end of a call, as its SBC reports it. */
export interface CallEnd {
  readonly callId: string;
  /** SIP status with which it ended; 0 where unknown. */
  readonly sipStatus: number;
}

/** What came in one message from one SBC. The ends are applied first, then the calls are decided in their order. */
export interface Work {
  readonly sbc: string;
  /** When it reached us, in milliseconds since 1970. */
  readonly at: number;
  /** The same moment on a clock that nobody sets, in milliseconds. */
  readonly elapsed: number;
  readonly ends: readonly CallEnd[];
  readonly calls: readonly CallAttempt[];
}

/** The answer to one call. */
export type Answer =
  | Decided
  | { readonly kind: "call-id-of-another-body"; readonly callId: string }
  /** It could not be signed or journaled, so nothing was decided. */
  | { readonly kind: "undecided"; readonly callId: string };

export interface Decided {
  readonly kind: "decided";
  readonly journaled: Journaled;
  /** Value of the SIP Identity header; "" where nothing was signed. */
  identity: string;
}

export interface Answered {
  /** One for each call, in order. */
  readonly answers: readonly Answer[];
  /** Why calls are undecided, and ends not journaled: the SBC sends the message again. */
  readonly failure: Error | undefined;
}

/** Decides works in their order; answers one for each. */
export type Decide = (works: readonly Work[]) => readonly Answered[];
