import { fold, refuse } from "@rmp/event-store/decider";
import { Personal } from "@rmp/event-store/personal";
import type { AuditorEvent } from "@rmp/events/auditor";
import { isActive, personIdOf, type StaffRegister } from "@rmp/plan/staff-register";
import { given } from "@rmp/test-kit/given-when-then";
import type { Actor } from "@rmp/vocabulary/actor";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Person } from "./commands.ts";
import { staff } from "./staff.ts";

const person = (subject: string): Person => {
  const personId = personIdOf("https://issuer.test", subject);
  const text = (plain: string) => Personal.of(plain, `person:${personId}`);
  return { personId, issuer: "https://issuer.test", subject: text(subject), name: text(`Name of ${subject}`) };
};
const [ada, ben, cyd, dee] = [person("ada"), person("ben"), person("cyd"), person("dee")];
const by = ({ personId }: Person): Actor => ({ kind: "staff", id: personId });
const service: Actor = { kind: "service", id: "service/customer" };
const opened: AuditorEvent = { type: "PersonsBootstrapped", data: { persons: [ada, ben] } };
const entered = (who: Person, enteredBy: Person): AuditorEvent => ({
  type: "PersonEntered",
  data: { person: who, enteredBy: enteredBy.personId },
});
const ended = (who: Person, deactivatedBy: Person): AuditorEvent => ({
  type: "PersonDeactivated",
  data: { personId: who.personId, deactivatedBy: deactivatedBy.personId },
});

describe("Plan II, C-II-06: personally conducted by CCS personnel", () => {
  it("opens the register with two persons in one event", () =>
    given(staff)
      .when({ type: "BootstrapPersons", persons: [ada, ben] })
      .then(opened));

  it("opens it once", () =>
    given(staff, opened)
      .when({ type: "BootstrapPersons", persons: [ada, cyd] })
      .thenRefused("register-already-open"));

  it("wants two different persons", () =>
    given(staff)
      .when({ type: "BootstrapPersons", persons: [ada, ada] })
      .thenRefused("persons-not-different", { given: ada.personId }));

  it("lets a person enter a person", () =>
    given(staff, opened)
      .when({ type: "EnterPerson", person: cyd, by: by(ada) })
      .then({ type: "PersonEntered", data: { person: cyd, enteredBy: ada.personId } }));

  it("lets no service enter one", () =>
    given(staff, opened).when({ type: "EnterPerson", person: cyd, by: service }).thenRefused("not-a-person"));

  it("enters nobody before it is open", () =>
    given(staff)
      .when({ type: "EnterPerson", person: cyd, by: by(ada) })
      .thenRefused("person-not-active"));

  it("lets no stranger enter one", () =>
    given(staff, opened)
      .when({ type: "EnterPerson", person: cyd, by: by(dee) })
      .thenRefused("person-not-active"));

  it("lets nobody enter one whose own standing has ended", () =>
    given(staff, opened, entered(cyd, ada), ended(cyd, ben))
      .when({ type: "EnterPerson", person: cyd, by: by(cyd) })
      .thenRefused("person-not-active"));

  it("enters again whose standing had ended", () =>
    given(staff, opened, entered(cyd, ada), ended(cyd, ben))
      .when({ type: "EnterPerson", person: cyd, by: by(ada) })
      .then(entered(cyd, ada)));

  it("enters nobody twice", () =>
    given(staff, opened)
      .when({ type: "EnterPerson", person: ben, by: by(ada) })
      .thenRefused("person-already-entered"));

  it("ends a person's standing by another person", () =>
    given(staff, opened, entered(cyd, ada))
      .when({ type: "DeactivatePerson", personId: cyd.personId, by: by(ben) })
      .then(ended(cyd, ben)));

  it("lets no stranger end one", () =>
    given(staff, opened, entered(cyd, ada))
      .when({ type: "DeactivatePerson", personId: cyd.personId, by: by(dee) })
      .thenRefused("person-not-active"));

  it("lets nobody end one whose own standing has ended", () =>
    given(staff, opened, entered(cyd, ada), ended(cyd, ben))
      .when({ type: "DeactivatePerson", personId: ada.personId, by: by(cyd) })
      .thenRefused("person-not-active"));

  it("lets nobody end their own", () =>
    given(staff, opened, entered(cyd, ada))
      .when({ type: "DeactivatePerson", personId: cyd.personId, by: by(cyd) })
      .thenRefused("person-deactivates-themselves"));

  it("keeps a maker and a checker", () =>
    given(staff, opened)
      .when({ type: "DeactivatePerson", personId: ada.personId, by: by(ben) })
      .thenRefused("register-needs-two-persons"));

  it("knows whom it does not know", () =>
    given(staff, opened)
      .when({ type: "DeactivatePerson", personId: cyd.personId, by: by(ben) })
      .thenRefused("person-not-found"));

  it("changes nothing at the second end", () =>
    given(staff, opened, entered(cyd, ada), ended(cyd, ben))
      .when({ type: "DeactivatePerson", personId: cyd.personId, by: by(ada) })
      .thenNothing());

  it("lets no service end a person's standing", () =>
    given(staff, opened, entered(cyd, ada))
      .when({ type: "DeactivatePerson", personId: cyd.personId, by: service })
      .thenRefused("not-a-person"));

  it("never has fewer than two active persons, and lets nobody else act, whatever is asked", () => {
    const people = [ada, ben, cyd, dee];
    const active = (register: StaffRegister): readonly string[] =>
      people.filter(({ personId }) => isActive(register, personId)).map(({ personId }) => personId);
    const someone = fc.constantFrom(...people);
    const command = fc.oneof(
      fc.record({ type: fc.constant("EnterPerson" as const), person: someone, by: someone.map(by) }),
      fc.record({
        type: fc.constant("DeactivatePerson" as const),
        personId: someone.map(({ personId }) => personId),
        by: someone.map(by),
      }),
    );
    fc.assert(
      fc.property(fc.array(command), (commands) => {
        let history: readonly AuditorEvent[] = [opened];
        for (const next of commands) {
          const register = fold(staff, history);
          const decision = staff.decide(next, register);
          if (!active(register).includes(next.by.id)) expect(decision).toEqual(refuse("person-not-active"));
          if (decision.kind === "accept") history = [...history, ...decision.events];
        }
        expect(active(fold(staff, history)).length).toBeGreaterThanOrEqual(2);
      }),
    );
  });
});
