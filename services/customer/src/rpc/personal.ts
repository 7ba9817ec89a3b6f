import { Personal } from "@rmp/event-store/personal";
import type { CustomerId } from "@rmp/vocabulary/ids";

/** Free text and names that a customer's onboarding brings: encrypted with a key of that customer. */
export const personalOf =
  (customerId: CustomerId) =>
  (text: string): Personal =>
    Personal.of(text, `customer:${customerId}`);
