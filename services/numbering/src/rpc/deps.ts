import type { Runtime } from "@rmp/service-kit/runtime";
import type { Blocks } from "../projections/blocks.ts";
import type { Customers } from "../projections/customers.ts";
import type { Holdings } from "../projections/holdings.ts";

export interface Deps {
  readonly runtime: Runtime;
  readonly customers: Customers;
  readonly blocks: Blocks;
  readonly holdings: Holdings;
  /** Whether this installation takes numbers that can never be anybody's into its inventory. */
  readonly admitsFictional: boolean;
}
