import { handleCommand } from "@rmp/event-store/handle-command";
import { policySet, type PolicySet } from "@rmp/events/policy-set";
import { policyHash } from "@rmp/plan/policy-hash";
import { type PlanServiceService, ProposePolicySetRequest } from "@rmp/proto/rmp/auditor/v1/plan";
import { answer, recordedOf } from "@rmp/service-kit/answer";
import { invalidArgument } from "@rmp/service-kit/errors";
import type { Handlers } from "@rmp/service-kit/rpc";
import { plan } from "../domain/plan.ts";
import type { Deps } from "./deps.ts";
import { planRefusals } from "./refusals.ts";

export const proposePolicySet =
  ({ runtime, providerId }: Deps): Handlers<typeof PlanServiceService>["proposePolicySet"] =>
  async (request, call) => {
    const { context, by, newId } = await runtime.openCommand(call, request, ProposePolicySetRequest);
    const set = policySetIn(request.policySetJson);
    const [proposalId, hash] = [newId("proposal"), policyHash(set)];
    const command = { type: "ProposePolicySet", proposalId, policySet: set, policyHash: hash, by } as const;
    const outcome = await handleCommand(runtime.events, plan, providerId, command, context);
    return answer(outcome, planRefusals, (accepted) => ({
      proposalId,
      policyHash: hash,
      recorded: recordedOf(accepted),
    }));
  };

/** The set, or INVALID_ARGUMENT with a violation per wrong value, by its path in the JSON. */
function policySetIn(json: string): PolicySet {
  const parsed = policySet.safeParse(jsonIn(json), { reportInput: true });
  if (parsed.success) return parsed.data;
  throw invalidArgument(
    parsed.error.issues.map(({ path, message, input }) => ({
      field: ["policy_set_json", ...path].join("."),
      description: `${shortened(message)}; given: ${shortened(JSON.stringify(input) ?? "nothing")}`,
    })),
  );
}

/** A set holds nothing personal, so what was given is told: so much of it that the trailers hold all violations. */
function shortened(text: string): string {
  const characters = Array.from(text);
  return characters.length > 110 ? `${characters.slice(0, 110).join("")}…` : text;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidArgument([
      { field: "policy_set_json", description: `must be JSON; given: ${text.length} characters` },
    ]);
  }
}
