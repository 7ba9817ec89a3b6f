import { handleCommand } from "@rmp/event-store/handle-command";
import { type CustomerServiceService, OpenOnboardingRequest } from "@rmp/proto/rmp/customer/v1/commands";
import { answer, recordedOf } from "@rmp/service-kit/answer";
import type { Handlers } from "@rmp/service-kit/rpc";
import { customer } from "../domain/decide.ts";
import type { Deps } from "./deps.ts";
import { customerRefusals } from "./refusals.ts";
import { kinds, wordIn } from "./wire-words.ts";

export const openOnboarding =
  ({ runtime }: Deps): Handlers<typeof CustomerServiceService>["openOnboarding"] =>
  async (request, call) => {
    const { context, by, policy, newId } = await runtime.command(call, request, OpenOnboardingRequest);
    const customerId = newId("customer");
    const kind = wordIn("kind", request.kind, kinds);
    const { businessName } = request;
    const command = { type: "OpenOnboarding", kind, businessName, policy: policy.onboarding, by } as const;
    const outcome = await handleCommand(runtime.events, customer, customerId, command, context);
    return answer(outcome, customerRefusals, (accepted) => ({ customerId, recorded: recordedOf(accepted) }));
  };
