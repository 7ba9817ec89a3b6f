import { auditorEvents } from "@rmp/events/auditor";
import type { Log } from "@rmp/service-kit/log";
import type { Running } from "@rmp/service-kit/process";
import { openRuntime } from "@rmp/service-kit/runtime";
import type { Config } from "./config.ts";
import { auditorServices } from "./rpc/service.ts";

/** The auditor service. Its views are those that every service folds: the plan and the staff register. */
export async function start(config: Config, log: Log): Promise<Running> {
  const runtime = await openRuntime(config, log, { own: auditorEvents, follows: [], fold: () => {} });
  return runtime.serve(auditorServices({ runtime, providerId: config.providerId }));
}
