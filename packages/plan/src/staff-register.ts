import type { AuditorEvent } from "@rmp/events/auditor";
import { derivedId, type PersonId } from "@rmp/vocabulary/ids";

/** Who is a person here, and whether they still are (rulings, *Person*). */
export type StaffRegister = Readonly<Record<PersonId, "active" | "deactivated">>;

export const nobody: StaffRegister = {};

/** Folds an event of the staff register; other events of the auditor's catalog leave it as it is. */
export function evolveStaff(register: StaffRegister, event: AuditorEvent): StaffRegister {
  switch (event.type) {
    case "PersonsBootstrapped":
      return event.data.persons.reduce((all, { personId }) => ({ ...all, [personId]: "active" as const }), register);
    case "PersonEntered":
      return { ...register, [event.data.person.personId]: "active" };
    case "PersonDeactivated":
      return { ...register, [event.data.personId]: "deactivated" };
    default:
      return register;
  }
}

export const isActive = (register: StaffRegister, person: PersonId): boolean => register[person] === "active";

/** A person's id everywhere: UUIDv5 of the staff issuer and the subject of its tokens. */
export const personIdOf = (issuer: string, subject: string): PersonId => derivedId<"person">(issuer, subject);
