import type { NumberingServiceService } from "@rmp/proto/rmp/numbering/v1/commands";
import type { NumberingQueryServiceService } from "@rmp/proto/rmp/numbering/v1/queries";
import type { Callers } from "@rmp/service-kit/rpc";

export const numberingCallers = {
  addBlock: ["tool/*"],
  assignNumbers: ["tool/*"],
  completeAllotment: ["service/numbering"],
  releaseNumber: ["tool/*", "service/numbering"],
} as const satisfies Callers<typeof NumberingServiceService>;

export const queryCallers = {
  whoHeldNumber: ["tool/*", "reader/*"],
  getBlock: ["tool/*", "reader/*"],
  watchCustomerNumbers: ["tool/*", "reader/*"],
} as const satisfies Callers<typeof NumberingQueryServiceService>;
