/** The key of one data subject's personal fields. */
export interface DataKey {
  readonly subject: string;
  readonly keyId: string;
  /** 32 bytes. */
  readonly secret: Uint8Array;
}

/** Keys of personal data, kept outside the log. Both throw StoreUnavailable where the keys cannot be reached. */
export interface Keyring {
  /** The key to write with; made where the subject has none, and durable before it is answered. */
  keyFor(subject: string): Promise<DataKey>;
  /** The key to read with; throws PersonalKeyMissing. */
  byId(subject: string, keyId: string): Promise<DataKey>;
}

/** A key is gone that nobody shredded. An alarm: it is never shown as "redacted". */
export class PersonalKeyMissing extends Error {
  override readonly name = "PersonalKeyMissing";
  constructor(subject: string, keyId: string) {
    super(`the key ${keyId} of subject ${subject} is missing`);
  }
}
