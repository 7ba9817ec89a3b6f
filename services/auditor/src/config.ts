import { readConfig, serviceConfig } from "@rmp/service-kit/config";
import type { z } from "zod";

export type Config = z.infer<typeof serviceConfig>;

/** Throws ConfigRefused, a sentence that names every missing, unknown or wrong variable. */
export const configOf = (env: Readonly<Record<string, string | undefined>>): Config => readConfig(serviceConfig, env);
