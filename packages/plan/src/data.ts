import { readFileSync } from "node:fs";
import { policySet, type PolicySet } from "@rmp/events/policy-set";

const read = (name: string): Buffer => readFileSync(new URL(`../data/${name}`, import.meta.url));

/** The filed text of CCS's plan v. 2, byte for byte. */
export const filedPlanV2 = (): Buffer => read("ccs-robocall-mitigation-plan-v2.txt");

/** The first policy set that interprets it: the defaults of the rulings. */
export const policySetV2 = (): PolicySet => policySet.parse(JSON.parse(read("policy-set-v2.json").toString()));

export interface Commitment {
  /** `C-<section>-<number>`. */
  readonly id: string;
  readonly words: string;
  readonly systemMust: string;
  readonly owner: string;
  readonly provenBy: string;
  readonly auditorTest: string;
}

/** The 110 commitments of plan v. 2, in the order of its text. */
export const commitmentsV2 = (): readonly Commitment[] =>
  read("commitments.tsv")
    .toString()
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => {
      const [id = "", words = "", systemMust = "", owner = "", provenBy = "", auditorTest = ""] = line.split("\t");
      return { id, words, systemMust, owner, provenBy, auditorTest };
    });
