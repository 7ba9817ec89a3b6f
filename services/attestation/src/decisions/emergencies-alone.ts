import { isEmergency } from "../domain/rules.ts";
import type { Answer, Answered, Decide, Work } from "./work.ts";

/** Why calls are undecided while the service starts. */
export class Starting extends Error {
  override readonly name = "Starting";
}

const starting = new Starting("the views and the journal's counts are not there yet");

/** Lets emergency calls through to a decider, which journals them, and leaves all other calls and ends undecided. */
export const emergenciesAlone =
  (decide: Decide): Decide =>
  (works) => {
    const passed = decide(works.map((work) => ({ ...work, ends: [], calls: work.calls.filter(isEmergency) })));
    return works.map((work, index) => withTheOthers(work, passed[index]));
  };

function withTheOthers({ ends, calls }: Work, passed: Answered | undefined): Answered {
  const rest = (passed?.answers ?? []).values();
  const answers = calls.map((call): Answer => {
    const answer = isEmergency(call) ? rest.next().value : undefined;
    return answer ?? { kind: "undecided", callId: call.callId };
  });
  const whole = ends.length === 0 && calls.every(isEmergency);
  return { answers, failure: passed?.failure ?? (whole ? undefined : starting) };
}
