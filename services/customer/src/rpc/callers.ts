import type { CustomerServiceService } from "@rmp/proto/rmp/customer/v1/commands";
import type { CustomerQueryServiceService } from "@rmp/proto/rmp/customer/v1/queries";
import type { Callers } from "@rmp/service-kit/rpc";

export const customerCallers = {
  openOnboarding: ["tool/*"],
  recordHeldCall: ["tool/*"],
  recordKycItem: ["tool/*"],
  verifyKycItem: ["tool/*"],
  proposeKycWaiver: ["tool/*"],
  approveKycWaiver: ["tool/*"],
  completeQuestionnaire: ["tool/*"],
  acknowledgeRegulations: ["tool/*"],
  executeAgreement: ["tool/*"],
  provisionTrunk: ["tool/*"],
  approveCustomer: ["tool/*"],
  rejectCustomer: ["tool/*"],
  // Our own reactions, and no tool: what ends a customer is enforcement's decision.
  closeCustomer: ["service/customer"],
  releaseAccess: ["service/customer"],
} as const satisfies Callers<typeof CustomerServiceService>;

export const customerQueryCallers = {
  getCustomer: ["tool/*", "reader/*"],
  listCustomers: ["tool/*", "reader/*"],
  watchCustomer: ["tool/*", "reader/*"],
} as const satisfies Callers<typeof CustomerQueryServiceService>;
