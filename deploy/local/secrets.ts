import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { writeUsersFile } from "@rmp/embedded-event-store/users";
import { createDevelopmentStiCa } from "@rmp/passport/development-sti-ca";
import { createDevelopmentCa } from "@rmp/service-kit/development-ca";
import { newIssuerKey } from "@rmp/service-kit/development-issuer";

export const services = ["auditor", "customer", "numbering", "enforcement", "attestation"] as const;
export type ServiceName = (typeof services)[number];

/** Service provider code of the development STI-CA's leaf. */
export const SPC = "1234";

const CERTIFICATE_DAYS = 3650;

/** Everything that proves who is who on this machine. In production each comes from outside, by file. */
export interface Secrets {
  readonly directory: string;
  readonly ca: string;
  /** mTLS certificate and key of an identity, `<kind>-<name>`. */
  tls(identity: string): { readonly cert: string; readonly key: string };
  /** "user:password" for the event store. */
  eventStoreCredentials(user: string): string;
  readonly eventStoreUsers: string;
  readonly postgresSuperuser: string;
  postgresPassword(service: ServiceName): string;
  keyEncryptionKeys(service: ServiceName): string;
  requestMacKeys(service: ServiceName): string;
  readonly stiRoot: string;
  readonly stiChain: string;
  readonly stiKey: string;
  readonly issuerKey: string;
}

/** Paths only: nobody but the process that needs a secret reads it. */
function layout(directory: string): Secrets {
  const at = (name: string): string => join(directory, name);
  return {
    directory,
    ca: at("ca.pem"),
    tls: (identity) => ({ cert: at(`tls/${identity}.pem`), key: at(`tls/${identity}.key`) }),
    eventStoreCredentials: (user) => at(`event-store/${user}`),
    eventStoreUsers: at("event-store/users.json"),
    postgresSuperuser: at("postgres/superuser"),
    postgresPassword: (service) => at(`postgres/${service}`),
    keyEncryptionKeys: (service) => at(`keys/${service}-encryption.json`),
    requestMacKeys: (service) => at(`keys/${service}-mac.json`),
    stiRoot: at("sti/root.pem"),
    stiChain: at("sti/chain.pem"),
    stiKey: at("sti/signing.key"),
    issuerKey: at("token-issuer.jwk"),
  };
}

/** Makes the secrets of a data directory once: all of them, or, after a crash, all of them anew. */
export async function openSecrets(dataDirectory: string): Promise<Secrets> {
  const directory = join(dataDirectory, "secrets");
  if (existsSync(directory)) return layout(directory);
  const unfinished = join(dataDirectory, `secrets.${process.pid}.tmp`);
  await makeSecrets(layout(unfinished));
  try {
    await rename(unfinished, directory);
  } catch (error) {
    // Another first start was faster: its secrets are the ones.
    await rm(unfinished, { recursive: true });
    if (!existsSync(directory)) throw error;
  }
  return layout(directory);
}

/** The identities of a machine: services, an SBC for the demo and one for the bench, staff's tool, operator, reader. */
const identities = [
  ...services.map((service) => ["service", service] as const),
  ["sbc", "demo"],
  ["sbc", "bench"],
  ["tool", "staff-desk"],
  ["operator", "platform"],
  ["reader", "audit"],
] as const;

/** HTTPS servers that are nobody's peer in mTLS. */
const httpsServers = ["event-store", "token-issuer", "x5u"] as const;

async function makeSecrets(secrets: Secrets): Promise<void> {
  const ca = await createDevelopmentCa("RMP development CA", CERTIFICATE_DAYS);
  await save(secrets.ca, ca.cert);
  for (const [kind, name] of identities) {
    const leaf = await ca.issue({ uri: `spiffe://rmp.development/${kind}/${name}` });
    await saveLeaf(secrets.tls(`${kind}-${name}`), leaf);
  }
  for (const name of httpsServers) await saveLeaf(secrets.tls(name), await ca.issue({}));
  await makeEventStoreUsers(secrets);
  await save(secrets.postgresSuperuser, password());
  for (const service of services) {
    await save(secrets.postgresPassword(service), password());
    await save(secrets.keyEncryptionKeys(service), newKeyFile());
    await save(secrets.requestMacKeys(service), newKeyFile());
  }
  await makeStiCredential(secrets);
  await save(secrets.issuerKey, JSON.stringify(await newIssuerKey()));
}

async function makeEventStoreUsers(secrets: Secrets): Promise<void> {
  const users = services.map((name) => ({ name, password: password(), groups: ["rmp-services"] }));
  const reader = { name: "reader", password: password(), groups: ["rmp-auditors"] };
  for (const user of [...users, reader])
    await save(secrets.eventStoreCredentials(user.name), `${user.name}:${user.password}`);
  await writeUsersFile(secrets.eventStoreUsers, [...users, reader]);
}

async function makeStiCredential(secrets: Secrets): Promise<void> {
  const notBefore = new Date(Date.now() - 60_000);
  const notAfter = new Date(notBefore.getTime() + CERTIFICATE_DAYS * 24 * 60 * 60 * 1000);
  const sti = await createDevelopmentStiCa({ spc: SPC, organization: "RMP development provider", notBefore, notAfter });
  await save(secrets.stiRoot, sti.root);
  await save(secrets.stiChain, sti.leaf + sti.intermediate);
  await save(secrets.stiKey, sti.key);
}

const password = (): string => randomBytes(24).toString("base64url");

/** A key file as the services read it: one key by its id, and which one is current. */
const newKeyFile = (): string => JSON.stringify({ current: "1", keys: { "1": randomBytes(32).toString("base64") } });

async function saveLeaf(files: { cert: string; key: string }, leaf: { cert: string; key: string }): Promise<void> {
  await save(files.cert, leaf.cert);
  await save(files.key, leaf.key);
}

async function save(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, text, { mode: 0o600 });
}

/** A secret's text without the line end that editors add. */
export const readSecret = async (file: string): Promise<string> => (await readFile(file, "utf8")).trimEnd();
