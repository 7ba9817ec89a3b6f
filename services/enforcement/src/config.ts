import { hostPort, readConfig, serviceConfig } from "@rmp/service-kit/config";
import type { z } from "zod";

/** `enforcementAddress`: this service itself, to which its reactions send their commands. */
const schema = serviceConfig.extend({ enforcementAddress: hostPort });

export type Config = z.infer<typeof schema>;

/** Throws ConfigRefused, a sentence that names every missing, unknown or wrong variable. */
export const configOf = (env: Readonly<Record<string, string | undefined>>): Config => readConfig(schema, env);
