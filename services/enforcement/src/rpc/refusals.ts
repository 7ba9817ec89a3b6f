import type { Refusal } from "@rmp/service-kit/answer";
import type { EnforcementRefusal } from "../domain/decide.ts";

const broken = (section: string, says: string): Refusal => ({ status: "FAILED_PRECONDITION", section, says });
const unknown = (section: string, says: string): Refusal => ({ status: "NOT_FOUND", section, says });

export const refusals = {
  "not-a-person": broken("Plan IV", "A named person decides here, never a service."),
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
