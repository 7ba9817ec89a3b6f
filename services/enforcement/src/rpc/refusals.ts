import type { Refusal } from "@rmp/service-kit/answer";
import { type RpcError, refused } from "@rmp/service-kit/errors";
import type { EnforcementRefusal } from "../domain/decide.ts";

const broken = (section: string, says: string): Refusal => ({ status: "FAILED_PRECONDITION", section, says });
const unknown = (section: string, says: string): Refusal => ({ status: "NOT_FOUND", section, says });

export const refusals = {
  "not-a-person": broken("Plan IV", "A named person decides here, never a service."),
  "customer-not-found": unknown("Plan V", "Nobody has told of such a customer."),
  "limits-do-not-apply": broken("Plan V", "Both limits stand, at least 1 each; a limit changes, it is never removed."),
  "limits-not-taken-over": broken("Plan V", "The limits of the approval come first; they are not taken over yet."),
  "services-already-terminated": broken("Plan III", "The customer's services are terminated."),
  "candidate-not-found": unknown("Plan IV", "The customer has no such candidate."),
  "candidate-dismissed": broken("Plan IV", "The candidate was dismissed."),
  "candidate-already-confirmed": broken("Plan IV", "The candidate was confirmed; it is no longer to be dismissed."),
  "warning-not-yet-delivered": broken(
    "Plan IV",
    "The second infraction comes after the one warning, and that has not been delivered.",
  ),
  "call-preceded-warning": broken(
    "Plan IV",
    "The first call came before the warning was delivered; the candidate is dismissed.",
  ),
  "warning-not-found": unknown("Plan IV", "The customer was given no such warning."),
  "warning-not-sent": broken("Plan IV", "By this channel the warning was not sent."),
  "warning-already-delivered": broken("Plan IV", "The warning was delivered; its proof stands."),
  "sent-before-issued": broken("Plan IV", "The warning was not issued by then."),
  "sent-in-the-future": broken("Plan IV", "A warning is recorded after it was sent."),
  "delivered-before-sent": broken("Plan IV", "By this channel the warning was not sent by then."),
  "delivered-in-the-future": broken("Plan IV", "A delivery is recorded after it took place."),
} as const satisfies Record<EnforcementRefusal, Refusal>;

/** Of a decision about limits: that a person takes it is plan V's to say. */
export const limitRefusals = {
  ...refusals,
  "not-a-person": broken("Plan V", "A named person changes limits, never a service."),
} as const satisfies Record<EnforcementRefusal, Refusal>;

/** What a query says of an id that nobody has told of. */
export function customerNotFound(): RpcError {
  const { status, section, says } = refusals["customer-not-found"];
  return refused(status, "customer-not-found", section, says);
}
