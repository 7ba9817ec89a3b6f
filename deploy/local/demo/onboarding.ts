import { createHash, randomInt } from "node:crypto";
import { CustomerKind, KycItem } from "@rmp/proto/rmp/customer/v1/commands";
import { RpcError } from "@rmp/service-kit/errors";
import { timestampOf } from "@rmp/service-kit/timestamp";
import { instant } from "@rmp/vocabulary/instant";
import { type Clients, requestId } from "../clients.ts";
import type { Cast } from "../cast.ts";
import type { Story } from "./story.ts";

export interface Onboarded {
  readonly customerId: string;
  readonly businessName: string;
  readonly trunk: string;
  /** Position behind which the approval and the trunk stand. */
  readonly position: string;
}

/** Calls per second and sessions that the demo's customer is approved with. */
export const LIMITS = { callsPerSecond: 100, sessions: 200 };

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

const pick = (words: readonly string[]): string => words[randomInt(words.length)] ?? "";

/** Step 2: a fictional contact centre comes on board by the plan's KYC; three shortcuts are refused first. */
export async function onboard(story: Story, desk: Clients, { officer, reviewer }: Cast): Promise<Onboarded> {
  const businessName = `${pick(["Lakeside", "Copper Hill", "Blue Heron", "Juniper", "Granite Bay"])} Contact Centre ${randomInt(1e6)} LLC`;
  const opened = await desk.customer.openOnboarding(
    { requestId: requestId(), minPosition: "", kind: CustomerKind.BUSINESS, businessName },
    { token: officer.token },
  );
  const { customerId } = opened;
  story.tell({
    asked: `OpenOnboarding of "${businessName}", by ${officer.name}`,
    decided: `opened as customer ${customerId}`,
    why: "Plan II: onboarding is personally conducted by CCS personnel",
    recorded: cite(opened.recorded),
  });
  await refuseShortcuts(story, desk, officer, customerId);
  await knowTheCustomer(story, desk, { officer, reviewer }, customerId);
  const agreement = await desk.customer.executeAgreement(agreementOf(customerId), { token: officer.token });
  story.tell({
    asked: `ExecuteAgreement and AUP, by ${officer.name}`,
    decided: "executed",
    why: "Plan II, III: calls held, identity verified, questionnaire and acknowledgement on file",
    recorded: cite(agreement.recorded),
  });
  const trunk = `trunk-${randomInt(1e9)}`;
  const provisioned = await desk.customer.provisionTrunk(
    { requestId: requestId(), minPosition: "", customerId, sbc: "demo", trunk },
    { token: officer.token },
  );
  story.tell({
    asked: `ProvisionTrunk ${trunk} of SBC demo`,
    decided: "claimed, then provisioned: no trunk has two customers",
    why: "Plan IV: the customer is known from how the call came in",
    recorded: cite(provisioned.recorded),
  });
  const position = await approve(story, desk, reviewer, customerId, agreement.recorded?.revision ?? -1n);
  return { customerId, businessName, trunk, position };
}

export const cite = (recorded: { stream: string; revision: bigint } | undefined): string =>
  recorded ? `${recorded.stream}@${recorded.revision}` : "nothing";

const agreementOf = (customerId: string) => ({
  requestId: requestId(),
  minPosition: "",
  customerId,
  termsVersion: "2026-01",
  aupVersion: "2026-01",
  documentSha256: sha256(`agreement of ${customerId}`),
  signedBy: "Morgan Example",
});

/** What a refused call says; anything but a refusal is a broken expectation. */
export async function refusalOf(call: Promise<unknown>): Promise<RpcError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof RpcError) return error;
    throw error;
  }
  throw new Error("the call was accepted, and should have been refused");
}

async function refuseShortcuts(
  story: Story,
  desk: Clients,
  officer: Cast["officer"],
  customerId: string,
): Promise<void> {
  const early = await refusalOf(desk.customer.executeAgreement(agreementOf(customerId), { token: officer.token }));
  story.expect(early.reason === "calls-not-held", `the early agreement is refused calls-not-held, not ${early.reason}`);
  story.tell({
    asked: "ExecuteAgreement before any phone call was held",
    decided: `AgreementRefused{${early.reason}}`,
    why: `${early.planSection}: onboarding "includes phone calls with the prospective customer"`,
    recorded: early.detail["recorded"] ?? "nothing",
  });
  const machine = await refusalOf(desk.customer.executeAgreement(agreementOf(customerId)));
  story.expect(
    machine.reason === "not-a-person",
    `an agreement by a service is refused not-a-person, not ${machine.reason}`,
  );
  story.tell({
    asked: "ExecuteAgreement by tool/staff-desk without a person's token",
    decided: `AgreementRefused{${machine.reason}}: the caller list admits it, the domain does not`,
    why: `${machine.planSection}: "personally conducted by CCS personnel"`,
    recorded: machine.detail["recorded"] ?? "nothing",
  });
}

const kyc: readonly (readonly [KycItem, string, string])[] = [
  [KycItem.NAME, "name", "state register"],
  [KycItem.EMAIL, "desk@contact.example", "answered mail to the company's domain"],
  [KycItem.PHONE, "+12125550142", "call-back"],
  [KycItem.ADDRESS, "1 Example Plaza, Albany, NY", "state register"],
  [KycItem.STATE_OF_INCORPORATION, "NY", "state register"],
  [KycItem.CONTACT, "Morgan Example", "call-back"],
];

async function knowTheCustomer(
  story: Story,
  desk: Clients,
  { officer, reviewer }: Cast,
  customerId: string,
): Promise<void> {
  const token = { token: officer.token };
  const common = () => ({ requestId: requestId(), minPosition: "", customerId });
  for (const callBack of [false, true]) {
    await desk.customer.recordHeldCall(
      {
        ...common(),
        callReference: `pbx-${randomInt(1e9)}`,
        callBack,
        numberSource: callBack ? "state register" : "",
        connectedAt: timestampOf(instant(Date.now() - (callBack ? 1 : 2) * 3_600_000)),
        durationSeconds: 600,
        spokeWith: "Morgan Example",
      },
      token,
    );
  }
  for (const [item, value] of kyc) await desk.customer.recordKycItem({ ...common(), item, value }, token);
  for (const [item, , source] of kyc.slice(0, 5))
    await desk.customer.verifyKycItem({ ...common(), item, source }, token);
  const waiver = await desk.customer.proposeKycWaiver(
    { ...common(), item: KycItem.CONTACT, reason: "The contact is the sole officer, seen in the state register." },
    token,
  );
  const own = await refusalOf(desk.customer.approveKycWaiver({ ...common(), proposalId: waiver.proposalId }, token));
  story.expect(own.reason === "approver-is-proposer", `the proposer's own approval is refused, not ${own.reason}`);
  const waived = await desk.customer.approveKycWaiver(
    { ...common(), proposalId: waiver.proposalId },
    { token: reviewer.token },
  );
  story.tell({
    asked: `two held calls; six KYC items recorded, five verified, one waived: proposed by ${officer.name}, approved by ${reviewer.name}`,
    decided: `identity verified; the proposer's own approval was refused ${own.reason}`,
    why: 'Plan II: items are "as appropriate, verified"; a waiver takes two persons',
    recorded: cite(waived.recorded),
  });
  await desk.customer.completeQuestionnaire(
    {
      ...common(),
      formVersion: "2026-01",
      useCases: ["Inbound and outbound calls for a clinic's appointments."],
      expectedCallsPerDay: 2_000,
    },
    token,
  );
  const acknowledged = await desk.customer.acknowledgeRegulations(
    {
      ...common(),
      statementVersion: "2026-01",
      legalRestrictions: true,
      platformConditions: true,
      acknowledgedBy: "Morgan Example",
    },
    token,
  );
  story.tell({
    asked: "CompleteQuestionnaire and AcknowledgeRegulations",
    decided: "on file",
    why: "Plan II: anticipated use cases, and the legal restrictions acknowledged",
    recorded: cite(acknowledged.recorded),
  });
}

async function approve(
  story: Story,
  desk: Clients,
  reviewer: Cast["reviewer"],
  customerId: string,
  agreement: bigint,
): Promise<string> {
  const approval = { requestId: requestId(), minPosition: "", customerId };
  const limitless = await refusalOf(
    desk.customer.approveCustomer({ ...approval, limits: undefined }, { token: reviewer.token }),
  );
  const fields = limitless.violations.map(({ field }) => field);
  story.expect(
    limitless.code === "INVALID_ARGUMENT",
    `an approval without limits is INVALID_ARGUMENT, not ${limitless.code}`,
  );
  story.expect(fields.includes("limits"), `the field violation names limits, not ${fields.join(", ")}`);
  const approved = await desk.customer.approveCustomer(
    { ...approval, requestId: requestId(), limits: LIMITS },
    { token: reviewer.token },
  );
  // Agreement, AUP, trunk, approval, onboarding completed: nothing of the refused approval stands between them.
  story.expect(approved.recorded?.revision === agreement + 3n, "the refused approval recorded nothing");
  story.tell({
    asked: "ApproveCustomer without limits",
    decided: `${limitless.code}: ${limitless.violations.map(({ field, description }) => `${field}: ${description}`).join("; ")}`,
    why: "Plan V: calls-per-second and session limits on all end user accounts",
  });
  story.tell({
    asked: `ApproveCustomer with ${LIMITS.callsPerSecond} calls a second and ${LIMITS.sessions} sessions, by ${reviewer.name}`,
    decided: "approved, by another person than the onboarding officer",
    why: "Plan II, V",
    recorded: cite(approved.recorded),
  });
  return approved.recorded?.position ?? "";
}
