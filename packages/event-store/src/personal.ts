import { z } from "zod";

/** One encrypted field of one event: AES-256-GCM, bytes as base64url. */
export interface SealedText {
  /** Whose data it is: the id of the data subject, never a name. */
  readonly subject: string;
  readonly keyId: string;
  readonly iv: string;
  readonly ciphertext: string;
  readonly tag: string;
  /** Where it was read, which the cipher is bound to: it opens nowhere else. */
  readonly place: SealedPlace;
}

export interface SealedPlace {
  readonly stream: string;
  readonly eventId: string;
  /** Path of the field in the event's data, as it was when it was written: "calls.0.heldBy". */
  readonly field: string;
}

export interface PlainText {
  readonly plain: string;
  readonly subject: string;
}

const shown = "[personal]";
const inspect = Symbol.for("nodejs.util.inspect.custom");

/**
 * A natural person's text. Views, snapshots and logs carry it around without seeing it: whatever prints or serialises
 * it gets "[personal]". Nothing compares it either, so that no decision can hang on it.
 */
export class Personal {
  readonly #held: PlainText | SealedText;

  private constructor(held: PlainText | SealedText) {
    this.#held = held;
    Object.freeze(this);
  }

  /** A text as a command brings it. `subject` is the id of the person's key: one key per data subject. */
  static of(plain: string, subject: string): Personal {
    return new Personal({ plain, subject });
  }

  /** A text as the log holds it. */
  static sealed(cipher: SealedText): Personal {
    return new Personal(cipher);
  }

  /** For the codec, which seals and opens; domain code has no use for it. */
  static held(personal: Personal): PlainText | SealedText {
    return personal.#held;
  }

  toJSON(): string {
    return shown;
  }

  toString(): string {
    return shown;
  }

  [inspect](): string {
    return shown;
  }
}

/** A field of a natural person; the codec encrypts it on its way into the log. */
export const personal = (): z.ZodType<Personal, Personal> =>
  z.custom<Personal>((value) => value instanceof Personal, "expected Personal");
