import { hostPort, readConfig, serviceConfig } from "@rmp/service-kit/config";
import { z } from "zod";

const loopback = /^(?:127(?:\.\d{1,3}){3}|localhost|\[::1\]):\d+$/;

const schema = serviceConfig
  .extend({
    /** This service itself, to which its reactions send their commands. */
    numberingAddress: hostPort,
    /** For demonstrations: takes 555-01XX into the inventory. */
    admitFictionalNumbers: z.enum(["true", "false"]).default("false"),
  })
  .refine(({ listen, admitFictionalNumbers }) => admitFictionalNumbers === "false" || loopback.test(listen), {
    path: ["admitFictionalNumbers"],
    message: "fictional numbers are for a service that listens on loopback",
  });

export type Config = z.infer<typeof schema>;

/** Throws ConfigRefused, a sentence that names every missing, unknown or wrong variable. */
export const configOf = (env: Readonly<Record<string, string | undefined>>): Config => readConfig(schema, env);
