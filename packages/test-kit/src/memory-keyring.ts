import { randomBytes, randomUUID } from "node:crypto";
import { type DataKey, type Keyring, PersonalKeyMissing } from "@rmp/event-store/keyring";

/** Keys that last as long as the test. `lose` drops a subject's key without a trace, as a bad restore does. */
export function memoryKeyring(): Keyring & { lose(subject: string): void } {
  const keys = new Map<string, DataKey>();
  return {
    async keyFor(subject) {
      const key = keys.get(subject) ?? { subject, keyId: randomUUID(), secret: randomBytes(32) };
      keys.set(subject, key);
      return key;
    },
    async byId(subject, keyId) {
      const key = keys.get(subject);
      if (key?.keyId !== keyId) throw new PersonalKeyMissing(subject, keyId);
      return key;
    },
    lose: (subject) => void keys.delete(subject),
  };
}
