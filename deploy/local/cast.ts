import { tokenOf } from "./clients.ts";
import type { Platform } from "./platform.ts";

export interface Person {
  readonly name: string;
  readonly subject: string;
  readonly token: string;
}

/** Two fictional members of staff: a maker and a checker. */
export interface Cast {
  readonly officer: Person;
  readonly reviewer: Person;
}

const people = {
  officer: { name: "Olive Onboarding", subject: "olive@staff.example" },
  reviewer: { name: "Rafael Reviewer", subject: "rafael@staff.example" },
};

/** Logs both in at the development issuer. */
export async function logIn(platform: Pick<Platform, "secrets" | "addresses">): Promise<Cast> {
  const { officer, reviewer } = people;
  return {
    officer: { ...officer, token: await tokenOf(officer.subject, platform) },
    reviewer: { ...reviewer, token: await tokenOf(reviewer.subject, platform) },
  };
}
