import { formatPosition } from "@rmp/event-store/envelope";
import type { EnforcementQueryServiceService } from "@rmp/proto/rmp/enforcement/v1/queries";
import { refused } from "@rmp/service-kit/errors";
import { idIn } from "@rmp/service-kit/fields";
import type { Handlers } from "@rmp/service-kit/rpc";
import type { Deps } from "./deps.ts";
import { standingMessage } from "./standing.ts";

export const getStanding =
  ({ runtime, standings }: Deps): Handlers<typeof EnforcementQueryServiceService>["getStanding"] =>
  async (request, call) => {
    const customerId = idIn<"customer">("customer_id", request.customerId);
    const position = formatPosition(await runtime.covered(call, request.minPosition));
    const standing = standings.of(customerId);
    if (!standing) throw refused("NOT_FOUND", "customer-not-found", "Plan V", "Enforcement knows no such customer.");
    return { standing: await standingMessage(standing, runtime.events), position };
  };
