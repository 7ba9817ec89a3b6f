import { customerEvents } from "@rmp/events/customer";
import { enforcementEvents } from "@rmp/events/enforcement";
import { CustomerServiceService } from "@rmp/proto/rmp/customer/v1/commands";
import { connect } from "@rmp/service-kit/client";
import type { Log } from "@rmp/service-kit/log";
import type { Running } from "@rmp/service-kit/process";
import { openRuntime } from "@rmp/service-kit/runtime";
import { readTls } from "@rmp/service-kit/tls";
import { customerClient } from "./clients/customer.ts";
import type { Config } from "./config.ts";
import { createClaims } from "./projections/claims.ts";
import { createCustomers } from "./projections/customers.ts";
import { createTerminations } from "./projections/terminations.ts";
import { closeOnTermination } from "./reactions/close-on-termination.ts";
import { releaseAccess } from "./reactions/release-access.ts";
import { customerServices } from "./rpc/service.ts";

/** The customer service: its view of every customer, its reactions to their end, its methods. */
export async function start(config: Config, log: Log): Promise<Running> {
  await using opening = new AsyncDisposableStack();
  const [customers, claims, terminations] = [createCustomers(), createClaims(), createTerminations()];
  const self = { address: config.customerAddress, tls: readTls(config), server: "service/customer" } as const;
  const customer = customerClient(opening.use(connect(CustomerServiceService, self)));
  const runtime = opening.use(
    await openRuntime(config, log, {
      own: customerEvents,
      follows: [enforcementEvents],
      fold: (recorded) => {
        for (const view of [customers, claims, terminations]) view.apply(recorded);
      },
    }),
  );
  await runtime.follow([closeOnTermination({ terminations, customer }), releaseAccess({ claims, customer })]);
  const running = opening.use(await runtime.serve(customerServices({ runtime, customers, terminations })));
  const open = opening.move();
  return { ...running, [Symbol.asyncDispose]: () => open.disposeAsync() };
}
