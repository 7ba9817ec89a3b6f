import { EnforcementServiceService } from "@rmp/proto/rmp/enforcement/v1/commands";
import { EnforcementQueryServiceService } from "@rmp/proto/rmp/enforcement/v1/queries";
import { type Service, service } from "@rmp/service-kit/service";
import { enforcementCallers, queryCallers } from "./callers.ts";
import { changeLimits } from "./change-limits.ts";
import { confirmInfraction } from "./confirm-infraction.ts";
import type { Deps } from "./deps.ts";
import { dismissCandidate } from "./dismiss-candidate.ts";
import { getStanding } from "./get-standing.ts";
import { listOpenCandidates } from "./list-open-candidates.ts";
import { recordWarningDelivered } from "./record-warning-delivered.ts";
import { recordWarningSent } from "./record-warning-sent.ts";
import { reportRefusedCallerIds } from "./report-refused-caller-ids.ts";
import { takeOverLimits } from "./take-over-limits.ts";
import { watchStanding } from "./watch-standing.ts";

export const enforcementServices = (deps: Deps): readonly Service[] => [
  service(
    EnforcementServiceService,
    {
      takeOverLimits: takeOverLimits(deps),
      changeLimits: changeLimits(deps),
      reportRefusedCallerIds: reportRefusedCallerIds(deps),
      confirmInfraction: confirmInfraction(deps),
      dismissCandidate: dismissCandidate(deps),
      recordWarningSent: recordWarningSent(deps),
      recordWarningDelivered: recordWarningDelivered(deps),
    },
    enforcementCallers,
  ),
  service(
    EnforcementQueryServiceService,
    {
      getStanding: getStanding(deps),
      listOpenCandidates: listOpenCandidates(deps),
      watchStanding: watchStanding(deps),
    },
    queryCallers,
  ),
];
