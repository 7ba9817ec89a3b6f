import { Personal } from "@rmp/event-store/personal";
import { personIdOf } from "@rmp/plan/staff-register";
import type { PersonEntry } from "@rmp/proto/rmp/auditor/v1/admin";
import type { Person } from "../domain/commands.ts";

/** A person as the register keeps them: by id in clear, by subject and name encrypted with their own key. */
export function personOf({ issuer, subject, name }: PersonEntry): Person {
  const personId = personIdOf(issuer, subject);
  const personal = (text: string): Personal => Personal.of(text, `person:${personId}`);
  return { personId, issuer, subject: personal(subject), name: personal(name) };
}
