import { accept, type Decider, type Decision, refuse } from "@rmp/event-store/decider";
import type { AuditorEvent } from "@rmp/events/auditor";
import { evolveStaff, isActive, nobody, type StaffRegister } from "@rmp/plan/staff-register";
import { isPerson } from "@rmp/vocabulary/actor";
import type { StaffCommand } from "./commands.ts";
import { actsForUs, leavesMakerAndChecker, registerIsOpen } from "./rules.ts";

export type StaffRefusal =
  | "not-a-person"
  | "person-not-active"
  | "register-already-open"
  | "persons-not-different"
  | "person-already-entered"
  | "person-not-found"
  | "person-deactivates-themselves"
  | "register-needs-two-persons";

type StaffDecision = Decision<AuditorEvent, StaffRefusal>;

function decide(command: StaffCommand, register: StaffRegister): StaffDecision {
  switch (command.type) {
    case "BootstrapPersons":
      return bootstrap(command, register);
    case "EnterPerson":
      return enter(command, register);
    case "DeactivatePerson":
      return deactivate(command, register);
  }
}

type Command<Type extends StaffCommand["type"]> = Extract<StaffCommand, { readonly type: Type }>;

function bootstrap({ persons }: Command<"BootstrapPersons">, register: StaffRegister): StaffDecision {
  if (registerIsOpen(register)) return refuse("register-already-open");
  const [first, second] = persons;
  if (first.personId === second.personId) return refuse("persons-not-different", { given: first.personId });
  return accept({ type: "PersonsBootstrapped", data: { persons } });
}

function enter({ person, by }: Command<"EnterPerson">, register: StaffRegister): StaffDecision {
  if (!isPerson(by)) return refuse("not-a-person");
  if (!actsForUs(register, by)) return refuse("person-not-active");
  if (isActive(register, person.personId)) return refuse("person-already-entered");
  return accept({ type: "PersonEntered", data: { person, enteredBy: by.id } });
}

function deactivate({ personId, by }: Command<"DeactivatePerson">, register: StaffRegister): StaffDecision {
  if (!isPerson(by)) return refuse("not-a-person");
  if (!actsForUs(register, by)) return refuse("person-not-active");
  if (!register[personId]) return refuse("person-not-found");
  if (!isActive(register, personId)) return accept();
  if (personId === by.id) return refuse("person-deactivates-themselves");
  if (!leavesMakerAndChecker(register, personId)) return refuse("register-needs-two-persons");
  return accept({ type: "PersonDeactivated", data: { personId, deactivatedBy: by.id } });
}

/** `staff-register`: who is a person here. */
export const staff: Decider<StaffRegister, StaffCommand, AuditorEvent, StaffRefusal> = {
  category: "staff",
  initial: nobody,
  evolve: evolveStaff,
  decide,
};
