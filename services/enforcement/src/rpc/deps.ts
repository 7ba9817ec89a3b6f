import type { Runtime } from "@rmp/service-kit/runtime";
import type { Standings } from "../projections/standings.ts";

export interface Deps {
  readonly runtime: Runtime;
  readonly standings: Standings;
}
