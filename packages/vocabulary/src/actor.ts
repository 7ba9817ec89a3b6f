import type { PersonId } from "./ids.ts";

/** A person of the staff register, by the register's id (UUIDv5 of issuer and subject). Never a name. */
export interface Person {
  readonly kind: "staff";
  readonly id: PersonId;
}

/** Who acted: a person, a service of the platform by the name in its SPIFFE id, or its clock (a passed deadline). */
export type Actor = Person | { readonly kind: "service" | "system"; readonly id: string };

/** Plan II: "personally conducted by CCS personnel": where the plan wants a person, a service identity is none. */
export const isPerson = (by: Actor): by is Person => by.kind === "staff";
