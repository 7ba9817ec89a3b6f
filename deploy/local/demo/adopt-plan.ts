import { createHash } from "node:crypto";
import { filedPlanV2, policySetV2 } from "@rmp/plan/data";
import { RpcError } from "@rmp/service-kit/errors";
import { timestampOf } from "@rmp/service-kit/timestamp";
import { instant } from "@rmp/vocabulary/instant";
import { ISSUER } from "../parts.ts";
import type { Cast } from "../cast.ts";
import { type Clients, requestId } from "../clients.ts";
import { cite } from "./onboarding.ts";
import type { Story } from "./story.ts";

/** Midnight in Washington at the beginning of October 15, 2021, the day in the plan's footer. */
const EFFECTIVE = instant(Date.UTC(2021, 9, 15, 4));

/** Step 1: the filed plan is adopted and its policy set approved by two persons; on a later run both stand already. */
export async function adoptPlan(story: Story, operator: Clients, desk: Clients, cast: Cast): Promise<void> {
  await openRegister(story, operator, cast);
  const text = filedPlanV2();
  const adopted = await desk.plan.adoptPlan(
    { requestId: requestId(), minPosition: "", version: "v2", effectiveAt: timestampOf(EFFECTIVE), text },
    { token: cast.officer.token },
  );
  story.expect(
    adopted.textSha256 === createHash("sha256").update(text).digest("hex"),
    "the adopted text is the filed text",
  );
  story.tell({
    asked: `AdoptPlan v2, effective October 15, 2021, SHA-256 ${adopted.textSha256.slice(0, 16)}…`,
    decided: "in force",
    why: "Plan, footer: v. 2, effective October 15, 2021",
    recorded: cite(adopted.recorded),
  });
  const { policyHash, policySetVersion } = await desk.plan.getPlanInForce({
    minPosition: adopted.recorded?.position ?? "",
  });
  if (policyHash) {
    story.tell({
      asked: "which policy set says what the plan's words mean",
      decided: `${policySetVersion}, SHA-256 ${policyHash.slice(0, 16)}…, is already in force`,
      why: "Plan I: complies with the practices it describes",
    });
    return;
  }
  await approvePolicySet(story, desk, cast);
}

async function openRegister(story: Story, operator: Clients, { officer, reviewer }: Cast): Promise<void> {
  const persons = [officer, reviewer].map(({ name, subject }) => ({ issuer: ISSUER, subject, name }));
  try {
    const { recorded } = await operator.staff.bootstrapPersons({ requestId: requestId(), persons });
    story.tell({
      asked: `BootstrapPersons: ${officer.name} and ${reviewer.name}, by operator/platform`,
      decided: "entered, both in one event",
      why: "Plan II: CCS personnel; from the first act on a maker has a checker",
      recorded: cite(recorded),
    });
  } catch (error) {
    if (!(error instanceof RpcError) || error.reason !== "register-already-open") throw error;
  }
}

async function approvePolicySet(story: Story, desk: Clients, { officer, reviewer }: Cast): Promise<void> {
  const proposed = await desk.plan.proposePolicySet(
    { requestId: requestId(), minPosition: "", policySetJson: JSON.stringify(policySetV2()) },
    { token: officer.token },
  );
  const { proposalId } = proposed;
  const approved = await desk.plan.approvePolicySet(
    { requestId: requestId(), minPosition: "", proposalId, effectiveAt: undefined },
    { token: reviewer.token },
  );
  story.tell({
    asked: `ProposePolicySet by ${officer.name}, ApprovePolicySet by ${reviewer.name}`,
    decided: `in force, SHA-256 ${approved.policyHash.slice(0, 16)}…`,
    why: "Plan I: complies with the practices it describes",
    recorded: cite(approved.recorded),
  });
}
