import { createHash, createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { createSigner, type Signer } from "@rmp/passport/signer";
import { readSecret } from "@rmp/service-kit/secrets";
import type { Config } from "./config.ts";

/** What calls are signed with, and what others check it by. */
export interface SigningCredential {
  readonly signer: Signer;
  /** PEM: leaf, then intermediate. */
  readonly chain: string;
  /** Where the chain is served: named by its hash, so that a new chain never stands where an old header points to. */
  readonly path: string;
}

/**
 * Reads key and chain. Throws CredentialRefused, with a sentence, where other networks would refuse their signatures at
 * any time. A chain that has expired, or is not valid yet, keeps no service from starting: emergency calls pass unsigned.
 */
export function readCredential(config: Config): SigningCredential {
  const chain = readFileSync(config.signingChainFile, "utf8");
  const path = `/${createHash("sha256").update(chain).digest("hex")}.pem`;
  const x5u = `${config.x5uOrigin ?? `https://${config.x5uListen}`}${path}`;
  const key = createPrivateKey(readSecret(config.signingKeyFile));
  return { signer: createSigner({ key, x5u, chain, spc: config.serviceProviderCode }), chain, path };
}
