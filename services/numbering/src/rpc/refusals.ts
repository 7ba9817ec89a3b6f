import type { Refusal } from "@rmp/service-kit/answer";
import { type RpcError, refused } from "@rmp/service-kit/errors";
import type { BlockRefusal } from "../domain/block.ts";
import type { NumberRefusal } from "../domain/number.ts";

const broken = (says: string, section = "Plan IV"): Refusal => ({ status: "FAILED_PRECONDITION", section, says });
const unknown = (says: string): Refusal => ({ status: "NOT_FOUND", section: "Plan IV", says });

const notAPerson = broken("A named person acts here, never a service.");

export const blockRefusals = {
  "not-a-person": notAPerson,
  "number-class-does-not-fit": broken("The block's numbers are of another class than it says."),
  "fictional-numbers-not-admitted": broken("This installation takes no fictional numbers."),
  "block-overlaps": broken("Another block of the inventory holds some of these numbers."),
  "block-not-found": unknown("The inventory has no such block."),
  "customer-not-found": unknown("Numbering has heard of no such customer."),
  "customer-not-approved": broken("Numbers go to approved customers only."),
  "services-terminated": broken("The customer's services have ended.", "Plan III"),
  "not-enough-free-numbers": broken("The block has fewer free numbers than were asked for."),
  "number-not-in-block": broken("The number is not of this block."),
  "number-already-allotted": broken("The number is allotted already."),
} as const satisfies Record<BlockRefusal, Refusal>;

export const numberRefusals = {
  "not-a-person": notAPerson,
  "cause-not-of-this-customer": {
    status: "INVALID_ARGUMENT",
    section: "Plan III",
    says: "The event cited is not the end of this customer's services.",
  },
  "number-not-found": unknown("The number was never assigned."),
  "number-not-held-by-customer": broken("The customer does not hold the number."),
  "number-already-held": broken("Another customer holds the number."),
  "number-aging": broken("The number is aging.", "Plan III"),
} as const satisfies Record<NumberRefusal, Refusal>;

type Unknown = "block-not-found" | "customer-not-found" | "number-not-found";

/** What a query says of an id that the views do not know. */
export function notFound(reason: Unknown): RpcError {
  const { status, section, says } = { ...blockRefusals, ...numberRefusals }[reason];
  return refused(status, reason, section, says);
}
