import type { Recorded } from "@rmp/event-store/envelope";
import { customerEvents } from "@rmp/events/customer";
import { enforcementEvents } from "@rmp/events/enforcement";
import { numberingEvents } from "@rmp/events/numbering";
import { NumberingServiceService } from "@rmp/proto/rmp/numbering/v1/commands";
import { connect } from "@rmp/service-kit/client";
import type { Log } from "@rmp/service-kit/log";
import type { Running } from "@rmp/service-kit/process";
import { openRuntime } from "@rmp/service-kit/runtime";
import { readTls } from "@rmp/service-kit/tls";
import { numberingClient } from "./clients/numbering.ts";
import type { Config } from "./config.ts";
import { createBlocks } from "./projections/blocks.ts";
import { createCustomers } from "./projections/customers.ts";
import type { Fact } from "./projections/facts.ts";
import { createHoldings } from "./projections/holdings.ts";
import { completeAllotment } from "./reactions/complete-allotment.ts";
import { releaseOnTermination } from "./reactions/release-on-termination.ts";
import { numberingServices } from "./rpc/service.ts";

/** The numbering service: its views of inventory, holders and customers, its reactions, its methods. */
export async function start(config: Config, log: Log): Promise<Running> {
  await using opening = new AsyncDisposableStack();
  const [blocks, holdings, customers] = [createBlocks(), createHoldings(), createCustomers()];
  const self = { address: config.numberingAddress, tls: readTls(config), server: "service/numbering" } as const;
  const numbering = numberingClient(opening.use(connect(NumberingServiceService, self)));
  const runtime = opening.use(
    await openRuntime(config, log, {
      own: numberingEvents,
      follows: [customerEvents, enforcementEvents],
      fold: (recorded: Recorded<Fact>) => {
        for (const view of [blocks, holdings, customers]) view.apply(recorded);
      },
    }),
  );
  await runtime.follow([completeAllotment(numbering), releaseOnTermination({ customers, holdings, numbering })]);
  const admitsFictional = config.admitFictionalNumbers === "true";
  const services = numberingServices({ runtime, blocks, holdings, customers, admitsFictional });
  const running = opening.use(await runtime.serve(services));
  const open = opening.move();
  return { ...running, [Symbol.asyncDispose]: () => open.disposeAsync() };
}
