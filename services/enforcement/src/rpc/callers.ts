import type { EnforcementServiceService } from "@rmp/proto/rmp/enforcement/v1/commands";
import type { EnforcementQueryServiceService } from "@rmp/proto/rmp/enforcement/v1/queries";
import type { Callers } from "@rmp/service-kit/rpc";

export const enforcementCallers = {
  takeOverLimits: ["service/enforcement"],
  changeLimits: ["tool/*"],
  reportRefusedCallerIds: ["service/attestation"],
  confirmInfraction: ["tool/*"],
  dismissCandidate: ["tool/*"],
  recordWarningSent: ["tool/*"],
  recordWarningDelivered: ["tool/*"],
} as const satisfies Callers<typeof EnforcementServiceService>;

export const queryCallers = {
  getStanding: ["tool/*", "reader/*"],
  listOpenCandidates: ["tool/*", "reader/*"],
  watchStanding: ["tool/*", "reader/*"],
} as const satisfies Callers<typeof EnforcementQueryServiceService>;
