import type { Signer } from "@rmp/passport/signer";
import type { Log } from "@rmp/service-kit/log";
import { certificateFault } from "../domain/rules.ts";
import { validityOf } from "./sign-permits.ts";

export interface Certificate {
  readonly signer: Pick<Signer, "notBefore" | "notAfter">;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: Log;
}

/** Looks once, and says when calls cannot be signed, because the certificate is not valid any more or yet, and when they can. */
export function sayCertificate({ signer, now, log }: Certificate): () => void {
  const [notBefore, notAfter] = [signer.notBefore.toISOString(), signer.notAfter.toISOString()];
  let said: ReturnType<typeof certificateFault>;
  return () => {
    const fault = certificateFault(now(), validityOf(signer));
    if (fault === said) return;
    said = fault;
    if (fault) log.error({ notBefore, notAfter }, `${fault}: every call is refused, emergency calls aside`);
    else log.info({ notAfter }, "signing certificate valid");
  };
}
