/** Why a call is refused. Stable codes: they travel in SIP, in events and into filings. */
export type RefusalReason =
  | "no-plan-in-force"
  | "view-stale"
  | "signing-certificate-not-yet-valid"
  | "signing-certificate-expired"
  | "ingress-not-provisioned"
  | "ingress-ambiguous"
  | "services-terminated"
  | "customer-not-approved"
  | "number-not-assigned-to-customer"
  | "calls-per-second-exceeded"
  | "sessions-exceeded";

export interface RefusalAnswer {
  readonly sipStatus: 403 | 503;
  /** Section of the plan that the call or our own state runs against. */
  readonly planSection: string;
}

/** Rulings, *What a refused call is told*: our own policy 403, limits and our own troubles 503. */
export const refusalAnswers = {
  "no-plan-in-force": { sipStatus: 503, planSection: "Plan I" },
  "view-stale": { sipStatus: 503, planSection: "Plan IV" },
  "signing-certificate-not-yet-valid": { sipStatus: 503, planSection: "Plan IV" },
  "signing-certificate-expired": { sipStatus: 503, planSection: "Plan IV" },
  "ingress-not-provisioned": { sipStatus: 403, planSection: "Plan IV" },
  "ingress-ambiguous": { sipStatus: 403, planSection: "Plan IV" },
  "services-terminated": { sipStatus: 403, planSection: "Plan IV" },
  "customer-not-approved": { sipStatus: 403, planSection: "Plan II" },
  "number-not-assigned-to-customer": { sipStatus: 403, planSection: "Plan IV" },
  "calls-per-second-exceeded": { sipStatus: 503, planSection: "Plan V" },
  "sessions-exceeded": { sipStatus: 503, planSection: "Plan V" },
} satisfies Record<RefusalReason, RefusalAnswer>;
