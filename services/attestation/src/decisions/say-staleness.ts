import type { PolicySet } from "@rmp/events/policy-set";
import type { Log } from "@rmp/service-kit/log";
import { tooStaleForLevelA, tooStaleToDecide } from "../domain/rules.ts";

type Freshness = "never fresh" | "fresh" | "level A withheld" | "calls refused";

export interface Staleness {
  /** Milliseconds since the views last held all that the log held. */
  readonly viewAgeMs: () => number;
  readonly policy: () => PolicySet["calls"] | undefined;
  /** What health probes are told of the view. */
  readonly tell: (serving: boolean) => void;
  readonly log: Log;
}

/**
 * Rulings, *Stale view*: looks once, and says, on health and in the log, when the view has become too stale for
 * something, or fresh again. Before it was ever fresh it is not serving.
 */
export function sayStaleness({ viewAgeMs, policy, tell, log }: Staleness): () => void {
  let said: Freshness = "never fresh";
  tell(false);
  return () => {
    const now = freshness(viewAgeMs(), policy());
    if (now === said) return;
    if (now === "fresh" || said === "fresh") tell(now === "fresh");
    if (now !== "fresh") log.error({ viewAgeMs: viewAgeMs() }, `view stale: ${now}`);
    else if (said !== "never fresh") log.info({}, "view fresh again");
    said = now;
  };
}

function freshness(viewAgeMs: number, policy: PolicySet["calls"] | undefined): Freshness {
  if (viewAgeMs === Number.POSITIVE_INFINITY) return "never fresh";
  // Without a policy every call is refused, and for that reason.
  if (!policy) return "fresh";
  if (tooStaleToDecide(viewAgeMs, policy)) return "calls refused";
  return tooStaleForLevelA(viewAgeMs, policy) ? "level A withheld" : "fresh";
}
