import { type CustomerServiceService, ProvisionTrunkRequest } from "@rmp/proto/rmp/customer/v1/commands";
import { answer, recordedOf } from "@rmp/service-kit/answer";
import { idIn } from "@rmp/service-kit/fields";
import type { Handlers } from "@rmp/service-kit/rpc";
import { trunkOf } from "../domain/access.ts";
import { provision } from "./access-claims.ts";
import type { Deps } from "./deps.ts";
import { accessRefusals, customerRefusals } from "./refusals.ts";

export const provisionTrunk =
  ({ runtime }: Deps): Handlers<typeof CustomerServiceService>["provisionTrunk"] =>
  async (request, call) => {
    const { context, by } = await runtime.command(call, request, ProvisionTrunkRequest);
    const customerId = idIn<"customer">("customer_id", request.customerId);
    const trunk = trunkOf(request.sbc, request.trunk);
    const outcome = await provision(runtime.events, { customerId, trunk, by }, context);
    return answer(outcome, { ...customerRefusals, ...accessRefusals }, (accepted) => ({
      accessId: trunk.accessId,
      recorded: recordedOf(accepted),
    }));
  };
