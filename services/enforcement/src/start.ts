import type { Recorded } from "@rmp/event-store/envelope";
import { type CustomerEvent, customerEvents } from "@rmp/events/customer";
import { type EnforcementEvent, enforcementEvents } from "@rmp/events/enforcement";
import { EnforcementServiceService } from "@rmp/proto/rmp/enforcement/v1/commands";
import { connect } from "@rmp/service-kit/client";
import type { Log } from "@rmp/service-kit/log";
import type { Running } from "@rmp/service-kit/process";
import { openRuntime } from "@rmp/service-kit/runtime";
import { readTls } from "@rmp/service-kit/tls";
import { enforcementClient } from "./clients/enforcement.ts";
import type { Config } from "./config.ts";
import { createCustomers } from "./projections/customers.ts";
import { createStandings, isOfStanding } from "./projections/standings.ts";
import { takeOverLimits } from "./reactions/take-over-limits.ts";
import { enforcementServices } from "./rpc/service.ts";

/** The enforcement service: its views of who has applied and how every customer stands, its reaction to approvals, its methods. */
export async function start(config: Config, log: Log): Promise<Running> {
  await using opening = new AsyncDisposableStack();
  const [customers, standings] = [createCustomers(), createStandings()];
  const self = { address: config.enforcementAddress, tls: readTls(config), server: "service/enforcement" } as const;
  const enforcement = enforcementClient(opening.use(connect(EnforcementServiceService, self)));
  const runtime = opening.use(
    await openRuntime(config, log, {
      own: enforcementEvents,
      follows: [customerEvents],
      fold: (recorded: Recorded<CustomerEvent | EnforcementEvent>) => {
        customers.apply(recorded);
        if (isOfStanding(recorded)) standings.apply(recorded);
      },
    }),
  );
  await runtime.follow([takeOverLimits(enforcement)]);
  const running = opening.use(await runtime.serve(enforcementServices({ runtime, customers, standings })));
  const open = opening.move();
  return { ...running, [Symbol.asyncDispose]: () => open.disposeAsync() };
}
