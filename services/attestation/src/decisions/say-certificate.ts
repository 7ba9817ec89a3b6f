import type { Signer } from "@rmp/passport/signer";
import type { Log } from "@rmp/service-kit/log";
import { certificateFault } from "../domain/rules.ts";
import { validityOf } from "./sign-permits.ts";

export interface Certificate {
  readonly signer: Pick<Signer, "notBefore" | "notAfter">;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** What health probes are told of the certificate. */
  readonly tell: (serving: boolean) => void;
  readonly log: Log;
}

/**
 * Looks once, and says, on health and in the log, when calls cannot be signed, because the certificate is not valid any
 * more or yet, and when they can.
 */
export function sayCertificate({ signer, now, tell, log }: Certificate): () => void {
  const [notBefore, notAfter] = [signer.notBefore.toISOString(), signer.notAfter.toISOString()];
  let said: ReturnType<typeof certificateFault>;
  tell(true);
  return () => {
    const fault = certificateFault(now(), validityOf(signer));
    if (fault === said) return;
    said = fault;
    tell(fault === undefined);
    if (fault) log.error({ notBefore, notAfter }, `${fault}: every call is refused, emergency calls aside`);
    else log.info({ notAfter }, "signing certificate valid");
  };
}
