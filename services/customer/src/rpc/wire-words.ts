import type * as domain from "@rmp/events/customer";
import { CustomerKind, KycItem } from "@rmp/proto/rmp/customer/v1/commands";
import { CustomerStage, KycDisposition } from "@rmp/proto/rmp/customer/v1/queries";
import { invalidArgument } from "@rmp/service-kit/errors";
import type * as state from "../domain/state.ts";

/** The domain's words as the wire numbers them. */

export const kinds = {
  business: CustomerKind.BUSINESS,
  consumer: CustomerKind.CONSUMER,
  wholesale: CustomerKind.WHOLESALE,
} as const satisfies Record<domain.CustomerKind, CustomerKind>;

export const kycItems = {
  name: KycItem.NAME,
  email: KycItem.EMAIL,
  phone: KycItem.PHONE,
  address: KycItem.ADDRESS,
  "state-of-incorporation": KycItem.STATE_OF_INCORPORATION,
  contact: KycItem.CONTACT,
} as const satisfies Record<domain.KycItem, KycItem>;

export const dispositions = {
  collected: KycDisposition.COLLECTED,
  verified: KycDisposition.VERIFIED,
  waived: KycDisposition.WAIVED,
} as const satisfies Record<state.KycDisposition, KycDisposition>;

export const stages = {
  none: CustomerStage.UNSPECIFIED,
  onboarding: CustomerStage.ONBOARDING,
  "under-agreement": CustomerStage.UNDER_AGREEMENT,
  approved: CustomerStage.APPROVED,
  declined: CustomerStage.DECLINED,
  closed: CustomerStage.CLOSED,
} as const satisfies Record<state.CustomerStage, CustomerStage>;

/** The word that a field's number stands for; INVALID_ARGUMENT for a number without one. */
export function wordIn<Word extends string>(field: string, number: number, words: Record<Word, number>): Word {
  for (const word in words) if (words[word] === number) return word;
  throw invalidArgument([{ field, description: `must be one of ${Object.keys(words).join(", ")}; given: ${number}` }]);
}
