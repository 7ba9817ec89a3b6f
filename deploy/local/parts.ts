import { join } from "node:path";
import { type Secrets, type ServiceName, services, SPC } from "./secrets.ts";

/** `iss` of the development staff issuer's tokens: a name, not an address. */
export const ISSUER = "https://token-issuer.rmp.localhost";
const AUDIENCE = "rmp";

/** The provider whose plan this machine runs first. */
export const PROVIDER = "ccs";

type PortName = ServiceName | "event-store" | "token-issuer" | "postgres" | "x5u";
export type Ports = Readonly<Record<PortName, number>>;

/** How a process of the platform is started. */
interface Part {
  readonly module: string;
  readonly args?: readonly string[];
  readonly nodeArgs?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * A unary call leaves 8 KB behind in Node's HTTP/2 until it is collected. On few cores, several threads that collect cost
 * more than they win; and memory given back after a burst is paid for again, page by page, in the next.
 */
const CALL_PATH = ["--single-threaded-gc", "--no-memory-reducer"];

/** Everything that runs beside PostgreSQL, by its name: which module, with which arguments and environment. */
export function partsOf(dataDirectory: string, secrets: Secrets, ports: Ports): Readonly<Record<string, Part>> {
  const { cert, key } = secrets.tls("event-store");
  const issuer = secrets.tls("token-issuer");
  const eventStore: Part = {
    module: "packages/embedded-event-store/src/main.ts",
    args: options({
      data: join(dataDirectory, "event-store"),
      port: `${ports["event-store"]}`,
      users: secrets.eventStoreUsers,
      "tls-cert": cert,
      "tls-key": key,
    }).concat("--parent-stdin"),
  };
  const tokenIssuer: Part = {
    module: "deploy/local/token-issuer.ts",
    env: { RMP_PARENT: "stdin" },
    args: options({
      port: `${ports["token-issuer"]}`,
      issuer: ISSUER,
      audience: AUDIENCE,
      key: secrets.issuerKey,
      "tls-ca": secrets.ca,
      "tls-cert": issuer.cert,
      "tls-key": issuer.key,
    }),
  };
  const parts = services.map((service): [string, Part] => [
    service,
    {
      module: `services/${service}/src/main.ts`,
      ...(service === "attestation" ? { nodeArgs: CALL_PATH } : {}),
      env: { ...commonEnvironment(service, secrets, ports), ...ownEnvironment(service, dataDirectory, secrets, ports) },
    },
  ]);
  return { "event-store": eventStore, "token-issuer": tokenIssuer, ...Object.fromEntries(parts) };
}

const options = (values: Readonly<Record<string, string>>): string[] =>
  Object.entries(values).flatMap(([name, value]) => [`--${name}`, value]);

function commonEnvironment(service: ServiceName, secrets: Secrets, ports: Ports): Record<string, string> {
  const { cert, key } = secrets.tls(`service-${service}`);
  return {
    RMP_PARENT: "stdin",
    RMP_ENV: "development",
    RMP_PROVIDER_ID: PROVIDER,
    RMP_LISTEN: `127.0.0.1:${ports[service]}`,
    RMP_TLS_CERT_FILE: cert,
    RMP_TLS_KEY_FILE: key,
    RMP_TLS_CA_FILE: secrets.ca,
    RMP_EVENT_STORE: `esdb://localhost:${ports["event-store"]}?tls=true&tlsCAFile=${secrets.ca}`,
    RMP_EVENT_STORE_CREDENTIALS_FILE: secrets.eventStoreCredentials(service),
    RMP_STAFF_ISSUER: ISSUER,
    RMP_STAFF_AUDIENCE: AUDIENCE,
    RMP_STAFF_JWKS: `https://localhost:${ports["token-issuer"]}/.well-known/jwks.json`,
    RMP_REQUEST_MAC_KEYS_FILE: secrets.requestMacKeys(service),
  };
}

/** For a service that keeps keys of personal data and cursors of reactions. */
const postgresEnvironment = (service: ServiceName, secrets: Secrets, ports: Ports): Record<string, string> => ({
  RMP_POSTGRES: `postgres://${service}@127.0.0.1:${ports.postgres}/rmp`,
  RMP_POSTGRES_PASSWORD_FILE: secrets.postgresPassword(service),
  RMP_KEY_ENCRYPTION_KEYS_FILE: secrets.keyEncryptionKeys(service),
});

/** What one service alone is told: whom it calls, and what only it does. */
function ownEnvironment(
  service: ServiceName,
  dataDirectory: string,
  secrets: Secrets,
  ports: Ports,
): Record<string, string> {
  const address = (name: ServiceName): Record<string, string> => ({
    [`RMP_${name.toUpperCase()}_ADDRESS`]: `127.0.0.1:${ports[name]}`,
  });
  const postgres = postgresEnvironment(service, secrets, ports);
  switch (service) {
    case "auditor":
      return postgres;
    case "customer":
    case "enforcement":
      return { ...postgres, ...address(service) };
    case "numbering":
      return { ...postgres, ...address("numbering"), RMP_ADMIT_FICTIONAL_NUMBERS: "true" };
    case "attestation":
      return { ...address("enforcement"), ...signingEnvironment(dataDirectory, secrets, ports) };
  }
}

function signingEnvironment(dataDirectory: string, secrets: Secrets, ports: Ports): Record<string, string> {
  const { cert, key } = secrets.tls("x5u");
  return {
    RMP_JOURNAL_DIRECTORY: join(dataDirectory, "journal"),
    RMP_REPLICA: "attestation-1",
    RMP_SIGNING_KEY_FILE: secrets.stiKey,
    RMP_SIGNING_CHAIN_FILE: secrets.stiChain,
    RMP_SERVICE_PROVIDER_CODE: SPC,
    RMP_X5U_LISTEN: `127.0.0.1:${ports.x5u}`,
    RMP_X5U_TLS_CERT_FILE: cert,
    RMP_X5U_TLS_KEY_FILE: key,
  };
}
