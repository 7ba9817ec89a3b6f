import { randomUUID } from "node:crypto";
import type { Clients } from "@rmp/deploy-local/clients";
import { CustomerKind, KycItem } from "@rmp/proto/rmp/customer/v1/commands";

/** A person's token; none where the service itself acts. */
type By = { readonly token?: string };

/** The staff's commands to a customer but the one that opens it; each in itself acceptable, each a request of its own. */
export function commandsTo({ customer }: Pick<Clients, "customer">, customerId: string, by: By) {
  const to = () => ({ requestId: randomUUID(), minPosition: "", customerId });
  const [item, value, source] = [KycItem.NAME, "Acme Dialling LLC", "state register"];
  return {
    RecordHeldCall: () => customer.recordHeldCall({ ...to(), ...heldCall() }, by),
    RecordKycItem: () => customer.recordKycItem({ ...to(), item, value }, by),
    VerifyKycItem: () => customer.verifyKycItem({ ...to(), item, source }, by),
    ProposeKycWaiver: () => customer.proposeKycWaiver({ ...to(), item, reason: "Seen in the state register." }, by),
    ApproveKycWaiver: () => customer.approveKycWaiver({ ...to(), proposalId: randomUUID() }, by),
    CompleteQuestionnaire: () =>
      customer.completeQuestionnaire(
        { ...to(), formVersion: "1", useCases: ["Appointments of a clinic."], expectedCallsPerDay: 100 },
        by,
      ),
    AcknowledgeRegulations: () =>
      customer.acknowledgeRegulations(
        { ...to(), statementVersion: "1", legalRestrictions: true, platformConditions: true, acknowledgedBy: "Morgan" },
        by,
      ),
    ExecuteAgreement: () => customer.executeAgreement({ ...to(), ...documents, signedBy: "Morgan Example" }, by),
    ProvisionTrunk: () => customer.provisionTrunk({ ...to(), sbc: "demo", trunk: `trunk-${randomUUID()}` }, by),
    ApproveCustomer: () => customer.approveCustomer({ ...to(), limits: { callsPerSecond: 1, sessions: 1 } }, by),
    RejectCustomer: () => customer.rejectCustomer({ ...to(), reason: "No such company." }, by),
  };
}

/** The commands of the service's own reactions, in the same way. */
export function ownCommandsTo({ customer }: Pick<Clients, "customer">, customerId: string, by: By = {}) {
  const to = () => ({ requestId: randomUUID(), minPosition: "", customerId });
  return {
    CloseCustomer: () => customer.closeCustomer({ ...to(), cause: `enforcement-${customerId}@7` }, by),
    ReleaseAccess: () => customer.releaseAccess({ ...to(), accessId: randomUUID() }, by),
  };
}

export const documents = { termsVersion: "1", aupVersion: "1", documentSha256: "a".repeat(64) };

let callsHeld = 0;

/** A call of ten minutes, to a number that was found independently unless it says otherwise; an hour after the last one. */
export const heldCall = () => ({
  callReference: `pbx-${randomUUID()}`,
  callBack: true,
  numberSource: "state register",
  connectedAt: { seconds: 1_700_000_000n + 3_600n * BigInt(callsHeld++), nanos: 0 },
  durationSeconds: 600,
  spokeWith: "Morgan Example",
});

/** A business that begins its onboarding. */
export const opening = () => ({
  requestId: randomUUID(),
  minPosition: "",
  kind: CustomerKind.BUSINESS,
  businessName: `Test ${randomUUID()} LLC`,
});

/** A customer with all that the agreement needs, and the agreement, but not approved. */
export async function underAgreement(desk: Pick<Clients, "customer">, officer: By): Promise<string> {
  const { customerId } = await desk.customer.openOnboarding(opening(), officer);
  const to = () => ({ requestId: randomUUID(), minPosition: "", customerId });
  const onward = commandsTo(desk, customerId, officer);
  for (const _ of ["a call", "a call-back"]) await onward.RecordHeldCall();
  for (const item of [1, 2, 3, 4, 5, 6] as const) {
    await desk.customer.recordKycItem({ ...to(), item, value: "as it says" }, officer);
    await desk.customer.verifyKycItem({ ...to(), item, source: "state register" }, officer);
  }
  await onward.CompleteQuestionnaire();
  await onward.AcknowledgeRegulations();
  await onward.ExecuteAgreement();
  return customerId;
}
