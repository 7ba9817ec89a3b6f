import { z } from "zod";

/** The configuration is not what it must be. The message is one sentence that names every problem and no value. */
export class ConfigRefused extends Error {
  override readonly name = "ConfigRefused";
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the configuration from the environment: the key `tlsCertFile` of the schema is the variable `RMP_TLS_CERT_FILE`.
 * Throws ConfigRefused where a name is missing or unknown to the schema, or a value is not what the schema wants. A
 * secret comes by file (`…_FILE`) and a URL with a password is refused, so what is returned can be logged.
 */
export function readConfig<S extends z.ZodObject>(schema: S, env: Environment, prefix = "RMP_"): z.infer<S> {
  const names = new Map(Object.keys(schema.shape).map((key) => [nameOf(key, prefix), key]));
  // An empty variable is a missing one: nobody means to set a name to nothing.
  const set = Object.entries(env).filter(([name, value]) => name.startsWith(prefix) && value !== "");
  const [known, unknown] = [set.filter(([name]) => names.has(name)), set.filter(([name]) => !names.has(name))];
  const read = schema.safeParse(Object.fromEntries(known.map(([name, value]) => [names.get(name), value])));
  const problems = [
    ...(read.error?.issues ?? []).map((issue) => problemOf(issue, env, prefix)),
    ...unknown.map(([name]) => `${name} is unknown`),
    ...known
      .filter(([, value]) => holdsPassword(value))
      .map(([name]) => `${name} holds a password, which comes by file`),
  ];
  if (!read.success || problems.length > 0)
    throw new ConfigRefused(`The configuration is refused: ${problems.join("; ")}.`);
  return read.data;
}

/** `tlsCertFile` → `RMP_TLS_CERT_FILE` */
const nameOf = (key: string, prefix: string): string =>
  prefix + key.replace(/[A-Z]/g, (capital) => `_${capital}`).toUpperCase();

function problemOf(
  { path, message }: { path: readonly PropertyKey[]; message: string },
  env: Environment,
  prefix: string,
): string {
  const name = nameOf(String(path[0]), prefix);
  return env[name] ? `${name} is not as it must be (${message})` : `${name} is missing`;
}

const holdsPassword = (value: string | undefined): boolean =>
  value !== undefined && URL.canParse(value) && new URL(value).password !== "";

/** `host:port` */
export const hostPort = z.string().regex(/^[^\s:]+:\d{1,5}$|^\[[0-9a-fA-F:]+\]:\d{1,5}$/, "expected host:port");

/** Names of every service; a service extends it by its own (`serviceConfig.extend({ numberingAddress: hostPort })`). */
export const serviceConfig = z.object({
  /** The `<env>` in `spiffe://rmp.<env>/…`; our own certificate must be of it. */
  env: z.string().regex(/^[a-z0-9-]+$/, "expected lower-case letters, digits and dashes"),
  listen: hostPort,
  tlsCertFile: z.string(),
  tlsKeyFile: z.string(),
  tlsCaFile: z.string(),
  /** `esdb://host:port?tls=true&tlsCAFile=…` */
  eventStore: z.string().regex(/^esdb(\+discover)?:\/\//, "expected esdb://…"),
  /** Holds `user:password`. */
  eventStoreCredentialsFile: z.string(),
  /** `postgres://user@host:port/database` */
  postgres: z.string().regex(/^postgres(ql)?:\/\//, "expected postgres://…"),
  postgresPasswordFile: z.string(),
  /** PEM of the server's CA; left out where the connection stays on this machine. */
  postgresTlsCaFile: z.string().optional(),
  staffIssuer: z.url(),
  staffAudience: z.string(),
  staffJwks: z.url({ protocol: /^https$/ }),
  /** Both hold `{"current": id, "keys": {id: base64}}`. */
  keyEncryptionKeysFile: z.string(),
  requestMacKeysFile: z.string(),
  providerId: z.string().regex(/^[a-z0-9]+$/, "expected lower-case letters and digits"),
});

export type ServiceConfig = z.infer<typeof serviceConfig>;
