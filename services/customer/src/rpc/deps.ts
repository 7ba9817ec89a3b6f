import type { Runtime } from "@rmp/service-kit/runtime";
import type { Customers } from "../projections/customers.ts";
import type { Terminations } from "../projections/terminations.ts";

export interface Deps {
  readonly runtime: Pick<Runtime, "command" | "covered" | "events" | "loop">;
  readonly customers: Pick<Customers, "get" | "all">;
  readonly terminations: Pick<Terminations, "of">;
}
