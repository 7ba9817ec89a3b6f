import type { Runtime } from "@rmp/service-kit/runtime";
import type { Customers } from "../projections/customers.ts";
import type { Standings } from "../projections/standings.ts";

export interface Deps {
  readonly runtime: Runtime;
  readonly customers: Customers;
  readonly standings: Standings;
}
