import { X509Certificate } from "node:crypto";
import { ConfigRefused } from "./config.ts";

/** The organizational unit of every CA that `development-ca.ts` makes: whoever holds its key is everybody. */
export const DEVELOPMENT_UNIT = "RMP development";

const loopback = /^(?:127(?:\.\d{1,3}){3}|localhost|\[::1\]):\d+$/;

/** Whether `host:port` can be reached from this machine alone. */
export const isLoopback = (listen: string): boolean => loopback.test(listen);

/** Names under .localhost are nobody's (RFC 6761 §6.3): the development issuer has one. */
const isDevelopmentIssuer = (issuer: string): boolean => new URL(issuer).hostname.endsWith(".localhost");

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Whether one of the certificates is a development CA's: whoever holds its key is let in. */
const holdsDevelopmentCa = (bundle: string): boolean =>
  (bundle.match(CERTIFICATE) ?? []).some((pem) =>
    new X509Certificate(pem).subject.split("\n").includes(`OU=${DEVELOPMENT_UNIT}`),
  );

/**
 * Rulings, *Person*: a development issuer or CA is refused unless every listener is on loopback. Throws ConfigRefused.
 * `ca`: PEM of the CAs whose leaves are let in.
 */
export function refuseDevelopmentOffLoopback(
  listeners: readonly string[],
  { ca, issuer }: { ca: string; issuer: string },
): void {
  const exposed = listeners.find((listen) => !isLoopback(listen));
  if (exposed === undefined) return;
  if (holdsDevelopmentCa(ca))
    throw new ConfigRefused(`The configuration is refused: a development CA lets nobody in at ${exposed}.`);
  if (isDevelopmentIssuer(issuer))
    throw new ConfigRefused(`The configuration is refused: a development issuer names nobody at ${exposed}.`);
}
