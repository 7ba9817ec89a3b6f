import type { PolicySet } from "@rmp/events/policy-set";
import type { Log } from "@rmp/service-kit/log";
import { tooStaleForLevelA, tooStaleToDecide } from "../domain/rules.ts";

type Freshness = "fresh" | "level A withheld" | "calls refused";

export interface Staleness {
  /** Milliseconds since the views last held all that the log held. */
  readonly viewAgeMs: () => number;
  readonly policy: () => PolicySet["calls"] | undefined;
  readonly log: Log;
}

/** Rulings, *Stale view*: looks once, and says when the view has become too stale for something, or fresh again. */
export function sayStaleness({ viewAgeMs, policy, log }: Staleness): () => void {
  let said: Freshness = "fresh";
  return () => {
    const now = freshness(viewAgeMs(), policy());
    if (now === said) return;
    said = now;
    if (now === "fresh") log.info({}, "view fresh again");
    else log.error({ viewAgeMs: viewAgeMs() }, `view stale: ${now}`);
  };
}

function freshness(viewAgeMs: number, policy: PolicySet["calls"] | undefined): Freshness {
  // Without a policy every call is refused, and for that reason.
  if (!policy) return "fresh";
  if (tooStaleToDecide(viewAgeMs, policy)) return "calls refused";
  return tooStaleForLevelA(viewAgeMs, policy) ? "level A withheld" : "fresh";
}
