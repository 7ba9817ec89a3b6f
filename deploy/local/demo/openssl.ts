import { execFile } from "node:child_process";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Whether openssl is at hand; Debian has it, a bare container may not. */
export const hasOpenssl = (): Promise<boolean> =>
  run("openssl", ["version"]).then(
    () => true,
    () => false,
  );

export interface Verification {
  readonly identity: string;
  /** PEM of the development STI root: what the verifier believes. */
  readonly stiRoot: string;
  /** PEM of the CA behind x5u's HTTPS. */
  readonly httpsCa: string;
  readonly say: (line: string) => void;
}

/**
 * Verifies an Identity header with openssl and coreutils alone (RFC 8224 §6.2): fetches x5u, checks the chain, makes DER
 * of r and s, checks the signature. Prints each command as it runs it. Answers the token's payload, decoded.
 */
export async function verifyWithOpenssl({ identity, stiRoot, httpsCa, say }: Verification): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "rmp-verify-"));
  const shell = async (command: string): Promise<string> => {
    say(`$ ${command}`);
    const { stdout } = await run("bash", ["-euo", "pipefail", "-c", command], { cwd: directory });
    for (const line of stdout.trimEnd().split("\n")) if (line) say(`  ${line.slice(0, 160)}`);
    return stdout;
  };
  await writeFile(join(directory, "identity.txt"), identity);
  say(`in ${directory}:`);
  const [, x5u = ""] = /info=<([^>]+)>/.exec(identity) ?? [];
  const { host, pathname } = new URL(x5u);
  await shell(
    `printf 'GET ${pathname} HTTP/1.0\\r\\nHost: ${host}\\r\\n\\r\\n' | openssl s_client -quiet -verify_quiet -verify_return_error -CAfile ${httpsCa} -connect ${host} 2>/dev/null > chain.http`,
  );
  await shell(
    "sed -n '/-----BEGIN/,/-----END/p' chain.http > chain.pem && csplit -sz -f cert- chain.pem '/-----BEGIN/' '{*}' && ls cert-*",
  );
  await shell(`openssl verify -CAfile ${stiRoot} -untrusted cert-01 cert-00`);
  await shell("cut -d';' -f1 identity.txt | cut -d. -f1,2 | tr -d '\\n' > signed.txt");
  const decode = (part: number): string =>
    `p=$(cut -d';' -f1 identity.txt | cut -d. -f${part}); while [ $((${"$"}{#p} % 4)) -ne 0 ]; do p="$p="; done; printf %s "$p" | basenc --base64url -d`;
  await shell(`${decode(3)} | od -An -v -tx1 | tr -d ' \\n' > rs.hex; cut -c1-64 rs.hex; cut -c65-128 rs.hex`);
  await shell(
    `printf 'asn1=SEQUENCE:sig\\n[sig]\\nr=INTEGER:0x%s\\ns=INTEGER:0x%s\\n' "$(cut -c1-64 rs.hex)" "$(cut -c65-128 rs.hex)" > sig.cnf && openssl asn1parse -genconf sig.cnf -noout -out sig.der`,
  );
  await shell("openssl x509 -in cert-00 -pubkey -noout > leaf.pub");
  await shell("openssl dgst -sha256 -verify leaf.pub -signature sig.der signed.txt");
  return shell(`${decode(2)}; echo`);
}
