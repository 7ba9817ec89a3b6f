import { hostPort, readConfig, serviceConfig } from "@rmp/service-kit/config";
import { z } from "zod";

/** PostgreSQL is not needed: this service writes no personal data, and calls go on while it is down. */
const schema = serviceConfig.omit({ postgres: true, postgresPasswordFile: true, keyEncryptionKeysFile: true }).extend({
  enforcementAddress: hostPort,
  /** Of this replica alone, on a disk that outlives it. */
  journalDirectory: z.string(),
  /** Its name, for ever: journal references and event ids hang on it. */
  replica: z.string().regex(/^[a-z0-9-]{1,40}$/, "expected lower-case letters, digits and dashes"),
  /** "true": a decision survives a loss of power too, at the price of a disk's round trip for each batch. */
  journalFsync: z.stringbool().default(false),
  signingKeyFile: z.string(),
  /** PEM: leaf, then intermediate. */
  signingChainFile: z.string(),
  serviceProviderCode: z.string().regex(/^[0-9A-Z]{4}$/, "expected an SPC (OCN)"),
  x5uListen: hostPort,
  x5uTlsCertFile: z.string(),
  x5uTlsKeyFile: z.string(),
  /** How others reach `x5uListen`, where that is not its own address: `https://host[:port]`. */
  x5uOrigin: z
    .string()
    .regex(/^https:\/\/[a-z0-9.-]+(:\d{1,5})?$/, "expected https://host[:port]")
    .optional(),
});

export type Config = z.infer<typeof schema>;

/** Throws ConfigRefused, a sentence that names every missing, unknown or wrong variable. */
export const configOf = (env: Readonly<Record<string, string | undefined>>): Config => readConfig(schema, env);
