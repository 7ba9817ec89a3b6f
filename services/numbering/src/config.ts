import { hostPort, readConfig, serviceConfig } from "@rmp/service-kit/config";
import { isLoopback } from "@rmp/service-kit/development";
import { z } from "zod";

const schema = serviceConfig
  .extend({
    /** This service itself, to which its reactions send their commands. */
    numberingAddress: hostPort,
    /** For demonstrations: takes 555-01XX into the inventory. */
    admitFictionalNumbers: z.enum(["true", "false"]).default("false"),
  })
  .refine(({ listen, admitFictionalNumbers }) => admitFictionalNumbers === "false" || isLoopback(listen), {
    path: ["admitFictionalNumbers"],
    message: "fictional numbers are for a service that listens on loopback",
  });

export type Config = z.infer<typeof schema>;

/** Throws ConfigRefused, a sentence that names every missing, unknown or wrong variable. */
export const configOf = (env: Readonly<Record<string, string | undefined>>): Config => readConfig(schema, env);
