import type { PassportClaims } from "@rmp/passport/passport";
import type { Signer } from "@rmp/passport/signer";
import type { Validity } from "../domain/rules.ts";
import type { PermitRecord } from "../journal/record.ts";
import type { Answer } from "./work.ts";

/** Signs every permit among the answers in one go. A repeat is signed again, of the same claims: it says what it said. */
export function signPermits(signer: Signer, answers: readonly Answer[]): void {
  const permits = answers.flatMap((answer) => {
    if (answer.kind !== "decided") return [];
    const { record } = answer.journaled;
    return "originationId" in record ? [{ answer, claims: claimsOf(record) }] : [];
  });
  if (permits.length === 0) return;
  const identities = signer.signBatch(permits.map(({ claims }) => claims));
  permits.forEach(({ answer }, index) => {
    answer.identity = identities[index] ?? "";
  });
}

const claimsOf = ({ call, at, decision, originationId }: PermitRecord): PassportClaims => ({
  attest: decision.level,
  orig: tn(call.callingNumber),
  dest: [tn(call.calledNumber)],
  iat: Math.floor(at / 1000),
  origid: originationId,
});

/** When others accept what is signed. */
export const validityOf = ({ notBefore, notAfter }: Pick<Signer, "notBefore" | "notAfter">): Validity => ({
  begins: notBefore.getTime(),
  ends: notAfter.getTime(),
});

/** Both numbers of a permitted call are E.164: one is assigned to the customer, the other was checked at the edge. */
const tn = (number: string): string => number.slice(1);
