import { handleCommand } from "@rmp/event-store/handle-command";
import { Personal } from "@rmp/event-store/personal";
import { type NumberingServiceService, ReleaseNumberRequest } from "@rmp/proto/rmp/numbering/v1/commands";
import { answer, recordedOf } from "@rmp/service-kit/answer";
import { invalidArgument } from "@rmp/service-kit/errors";
import { idIn, numberIn } from "@rmp/service-kit/fields";
import type { Handlers } from "@rmp/service-kit/rpc";
import { type Actor, isPerson } from "@rmp/vocabulary/actor";
import type { CustomerId } from "@rmp/vocabulary/ids";
import { digits } from "@rmp/vocabulary/telephone-number";
import type { Command } from "../domain/commands.ts";
import { number } from "../domain/number.ts";
import type { Deps } from "./deps.ts";
import { numberRefusals } from "./refusals.ts";

export const releaseNumber =
  ({ runtime, customers }: Deps): Handlers<typeof NumberingServiceService>["releaseNumber"] =>
  async (request, call) => {
    const { context, by, at, policy } = await runtime.command(call, request, ReleaseNumberRequest);
    const customerId = idIn<"customer">("customer_id", request.customerId);
    const id = digits(numberIn("number", request.number));
    const why = whyIn(request.why, customerId, by);
    // The event that is cited stands in the log; this replica's view may not have come to it.
    if ("endedBy" in why) await runtime.coveredHead(call);
    const customer = customers.of(customerId);
    const { agingDays } = policy.numbering;
    const command = { type: "ReleaseNumber", customerId, why, customer, agingDays, by, at } as const;
    const outcome = await handleCommand(runtime.events, number, id, command, context);
    return answer(outcome, numberRefusals, (accepted) => ({ recorded: recordedOf(accepted) }));
  };

function whyIn(why: ReleaseNumberRequest["why"], customerId: CustomerId, by: Actor): Command<"ReleaseNumber">["why"] {
  if (why?.$case === "reason") return { reason: Personal.of(why.value, `customer:${customerId}`) };
  // A person has words for it; who of the services may cite, the domain says.
  if (why?.$case === "endedBy" && !isPerson(by)) return { endedBy: why.value };
  const description = `must be the words of the person who releases; given: ${why ? "ended_by" : "nothing"}`;
  throw invalidArgument([{ field: "reason", description }]);
}
