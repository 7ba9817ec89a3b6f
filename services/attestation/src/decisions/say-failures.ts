import type { Log } from "@rmp/service-kit/log";
import type { Decide } from "./work.ts";

/** Says once when calls cannot be journaled or signed any more, and once when they can again: not with every call. */
export function sayFailures(decide: Decide, log: Log): Decide {
  let failing = false;
  return (works) => {
    const answered = decide(works);
    const failure = answered[0]?.failure;
    if (failure && !failing) log.error({ error: failure }, "calls are not decided");
    if (!failure && failing) log.info({}, "calls are decided again");
    failing = failure !== undefined;
    return answered;
  };
}
