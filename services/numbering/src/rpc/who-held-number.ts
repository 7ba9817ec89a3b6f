import { formatPosition } from "@rmp/event-store/envelope";
import type { Holding as HoldingMessage, NumberingQueryServiceService } from "@rmp/proto/rmp/numbering/v1/queries";
import { numberIn } from "@rmp/service-kit/fields";
import type { Handlers } from "@rmp/service-kit/rpc";
import { timestampOf } from "@rmp/service-kit/timestamp";
import type { Holding } from "../projections/holdings.ts";
import type { Deps } from "./deps.ts";
import { notFound } from "./refusals.ts";

export const whoHeldNumber =
  ({ runtime, holdings }: Deps): Handlers<typeof NumberingQueryServiceService>["whoHeldNumber"] =>
  async (request, call) => {
    const number = numberIn("number", request.number);
    const position = formatPosition(await runtime.covered(call, request.minPosition));
    const history = holdings.of(number);
    if (history.length === 0) throw notFound("number-not-found");
    return { holdings: history.toReversed().map(holdingMessage), position };
  };

const holdingMessage = ({ customerId, assignedAt, assignedBy, agreement, release }: Holding): HoldingMessage => ({
  customerId,
  assignedAt: timestampOf(assignedAt),
  assignedBy,
  agreement,
  releasedAt: release && timestampOf(release.releasedAt),
  releasedBy: release?.releasedBy ?? "",
  agingUntil: release && timestampOf(release.agingUntil),
});
