import type { Runtime } from "@rmp/service-kit/runtime";

export interface Deps {
  readonly runtime: Runtime;
  /** Whose plan this is: `plan-<providerId>`. */
  readonly providerId: string;
}
