import { hostPort, readConfig, serviceConfig } from "@rmp/service-kit/config";
import type { z } from "zod";

const customerConfig = serviceConfig.extend({
  /** Where this service itself answers: its reaction's commands come in by the same door as everyone's. */
  customerAddress: hostPort,
});

export type Config = z.infer<typeof customerConfig>;

/** Throws ConfigRefused, a sentence that names every missing, unknown or wrong variable. */
export const configOf = (env: Readonly<Record<string, string | undefined>>): Config => readConfig(customerConfig, env);
