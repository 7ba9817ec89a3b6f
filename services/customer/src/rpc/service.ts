import { CustomerServiceService } from "@rmp/proto/rmp/customer/v1/commands";
import { CustomerQueryServiceService } from "@rmp/proto/rmp/customer/v1/queries";
import { type Service, service } from "@rmp/service-kit/service";
import { acknowledgeRegulations } from "./acknowledge-regulations.ts";
import { approveCustomer } from "./approve-customer.ts";
import { approveKycWaiver } from "./approve-kyc-waiver.ts";
import { customerCallers, customerQueryCallers } from "./callers.ts";
import { closeCustomer } from "./close-customer.ts";
import { completeQuestionnaire } from "./complete-questionnaire.ts";
import type { Deps } from "./deps.ts";
import { executeAgreement } from "./execute-agreement.ts";
import { getCustomer } from "./get-customer.ts";
import { listCustomers } from "./list-customers.ts";
import { openOnboarding } from "./open-onboarding.ts";
import { proposeKycWaiver } from "./propose-kyc-waiver.ts";
import { provisionTrunk } from "./provision-trunk.ts";
import { recordHeldCall } from "./record-held-call.ts";
import { recordKycItem } from "./record-kyc-item.ts";
import { rejectCustomer } from "./reject-customer.ts";
import { releaseAccess } from "./release-access.ts";
import { verifyKycItem } from "./verify-kyc-item.ts";
import { watchCustomer } from "./watch-customer.ts";

export const customerServices = (deps: Deps): readonly Service[] => [
  service(
    CustomerServiceService,
    {
      openOnboarding: openOnboarding(deps),
      recordHeldCall: recordHeldCall(deps),
      recordKycItem: recordKycItem(deps),
      verifyKycItem: verifyKycItem(deps),
      proposeKycWaiver: proposeKycWaiver(deps),
      approveKycWaiver: approveKycWaiver(deps),
      completeQuestionnaire: completeQuestionnaire(deps),
      acknowledgeRegulations: acknowledgeRegulations(deps),
      executeAgreement: executeAgreement(deps),
      provisionTrunk: provisionTrunk(deps),
      approveCustomer: approveCustomer(deps),
      rejectCustomer: rejectCustomer(deps),
      closeCustomer: closeCustomer(deps),
      releaseAccess: releaseAccess(deps),
    },
    customerCallers,
  ),
  service(
    CustomerQueryServiceService,
    {
      getCustomer: getCustomer(deps),
      listCustomers: listCustomers(deps),
      watchCustomer: watchCustomer(deps),
    },
    customerQueryCallers,
  ),
];
