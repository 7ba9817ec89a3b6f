import { formatPosition } from "@rmp/event-store/envelope";
import type { EnforcementQueryServiceService } from "@rmp/proto/rmp/enforcement/v1/queries";
import { idIn } from "@rmp/service-kit/fields";
import type { Handlers } from "@rmp/service-kit/rpc";
import type { Deps } from "./deps.ts";
import { standingMessage, standingOf } from "./standing.ts";

export const getStanding =
  ({ runtime, ...views }: Deps): Handlers<typeof EnforcementQueryServiceService>["getStanding"] =>
  async (request, call) => {
    const customerId = idIn<"customer">("customer_id", request.customerId);
    const position = formatPosition(await runtime.covered(call, request.minPosition));
    return { standing: await standingMessage(standingOf(views, customerId), runtime.events), position };
  };
