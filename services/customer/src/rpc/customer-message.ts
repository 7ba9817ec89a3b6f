import { Personal } from "@rmp/event-store/personal";
import { kycItems as allItems, type KycItem } from "@rmp/events/customer";
import type { Customer, KycItemState } from "@rmp/proto/rmp/customer/v1/queries";
import { timestampOf } from "@rmp/service-kit/timestamp";
import type { CustomerView } from "../projections/customers.ts";
import { dispositions, kinds, kycItems, stages } from "./wire-words.ts";

type Reveal = (personal: Personal) => Promise<string>;

/** A customer as the wire has it, decrypted for the caller who may see it. */
export async function customerMessage(view: CustomerView, reveal: Reveal): Promise<Customer> {
  const { state, openedAt } = view;
  return {
    customerId: view.customerId,
    kind: kinds[view.kind],
    businessName: view.businessName,
    stage: stages[state.stage],
    onboardingOfficer: state.onboardingOfficer ?? "",
    kycItems: await Promise.all(allItems.flatMap((item) => itemMessage(item, view, reveal) ?? [])),
    heldCalls: state.heldCalls.length,
    callBacks: state.heldCalls.filter(({ callBack }) => callBack).length,
    questionnaireCompleted: state.questionnaireCompleted,
    regulationsAcknowledged: state.regulationsAcknowledged,
    agreement: view.agreement ?? "",
    approvedLimits: state.approvedLimits,
    trunks: view.trunks.map(({ accessId, sbc, trunk }) => ({ accessId, sbc, trunk })),
    openedAt: timestampOf(openedAt),
  };
}

/** Undefined for an item that was neither collected nor waived. */
function itemMessage(item: KycItem, { state, facts }: CustomerView, reveal: Reveal): Promise<KycItemState> | undefined {
  const disposition = state.kycItems[item];
  return disposition && message(item, dispositions[disposition], facts[item] ?? "", reveal);
}

const message = async (
  item: KycItem,
  disposition: KycItemState["disposition"],
  fact: string | Personal,
  reveal: Reveal,
): Promise<KycItemState> => ({
  item: kycItems[item],
  disposition,
  value: fact instanceof Personal ? await reveal(fact) : fact,
});
