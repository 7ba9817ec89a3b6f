import { formatPosition } from "@rmp/event-store/envelope";
import type { PlanServiceService } from "@rmp/proto/rmp/auditor/v1/plan";
import type { Handlers } from "@rmp/service-kit/rpc";
import type { Deps } from "./deps.ts";

export const getPlanInForce =
  ({ runtime }: Deps): Handlers<typeof PlanServiceService>["getPlanInForce"] =>
  async ({ minPosition }, call) => {
    const position = formatPosition(await runtime.covered(call, minPosition));
    const at = runtime.now();
    const plan = runtime.governance.planInForce(at);
    const policy = runtime.governance.inForce(at)?.policy;
    return {
      planVersion: plan?.version ?? "",
      textSha256: plan?.textSha256 ?? "",
      policyHash: policy?.policyHash ?? "",
      policySetVersion: policy?.policySet.version ?? "",
      proposedBy: policy?.proposedBy ?? "",
      approvedBy: policy?.approvedBy ?? "",
      position,
    };
  };
