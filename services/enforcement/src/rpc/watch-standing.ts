import { formatPosition } from "@rmp/event-store/envelope";
import { watchView } from "@rmp/event-store/watch";
import type { EnforcementQueryServiceService } from "@rmp/proto/rmp/enforcement/v1/queries";
import { idIn, positionIn } from "@rmp/service-kit/fields";
import type { Handlers } from "@rmp/service-kit/rpc";
import { customerOf } from "../projections/standings.ts";
import type { Deps } from "./deps.ts";
import { standingMessage, standingOf } from "./standing.ts";

export const watchStanding = ({
  runtime,
  ...views
}: Deps): Handlers<typeof EnforcementQueryServiceService>["watchStanding"] =>
  async function* (request, { signal }) {
    const customerId = idIn<"customer">("customer_id", request.customerId);
    const from = positionIn("from_position", request.fromPosition);
    const watched = watchView({
      loop: runtime.loop,
      concerns: ({ stream }) => customerOf(stream) === customerId,
      read: () => standingOf(views, customerId),
      ...(from === undefined ? {} : { from }),
      signal,
    });
    for await (const { view, position } of watched)
      yield { standing: await standingMessage(view, runtime.events), position: formatPosition(position) };
  };
