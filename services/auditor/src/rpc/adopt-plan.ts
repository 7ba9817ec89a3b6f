import { createHash } from "node:crypto";
import { handleCommand } from "@rmp/event-store/handle-command";
import { AdoptPlanRequest, type PlanServiceService } from "@rmp/proto/rmp/auditor/v1/plan";
import { answer, recordedOf } from "@rmp/service-kit/answer";
import { momentIn } from "@rmp/service-kit/fields";
import type { Handlers } from "@rmp/service-kit/rpc";
import { plan } from "../domain/plan.ts";
import type { Deps } from "./deps.ts";
import { planRefusals } from "./refusals.ts";

export const adoptPlan =
  ({ runtime, providerId }: Deps): Handlers<typeof PlanServiceService>["adoptPlan"] =>
  async (request, call) => {
    const { context, by, at } = await runtime.openCommand(call, request, AdoptPlanRequest);
    const { version, text } = request;
    const effectiveAt = momentIn("effective_at", request.effectiveAt);
    const textSha256 = createHash("sha256").update(text).digest("hex");
    const command = { type: "AdoptPlan", version, effectiveAt, textSha256, by, at } as const;
    const outcome = await handleCommand(runtime.events, plan, providerId, command, context);
    return answer(outcome, planRefusals, (accepted) => ({ textSha256, recorded: recordedOf(accepted) }));
  };
