import { formatPosition } from "@rmp/event-store/envelope";
import { watchView } from "@rmp/event-store/watch";
import type { EnforcementQueryServiceService } from "@rmp/proto/rmp/enforcement/v1/queries";
import { idIn, positionIn } from "@rmp/service-kit/fields";
import type { Handlers } from "@rmp/service-kit/rpc";
import { customerOf } from "../projections/standings.ts";
import type { Deps } from "./deps.ts";
import { standingMessage, unheardOf } from "./standing.ts";

export const watchStanding = ({
  runtime,
  standings,
}: Deps): Handlers<typeof EnforcementQueryServiceService>["watchStanding"] =>
  async function* (request, { signal }) {
    const customerId = idIn<"customer">("customer_id", request.customerId);
    const from = positionIn("from_position", request.fromPosition);
    const views = watchView({
      loop: runtime.loop,
      concerns: ({ stream }) => customerOf(stream) === customerId,
      read: () => standings.of(customerId) ?? unheardOf(customerId),
      ...(from === undefined ? {} : { from }),
      signal,
    });
    for await (const { view, position } of views)
      yield { standing: await standingMessage(view, runtime.events), position: formatPosition(position) };
  };
