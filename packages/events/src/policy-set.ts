import { z } from "zod";

/**
 * What the filed plan's open words mean here, as data (`design/rulings.md`): proposed and approved by two persons, stamped
 * by its hash on every decision it shapes. A value enters with the first rule that reads it.
 */
export const policySet = z.strictObject({
  /** The set's own name, for people. */
  version: z.string().regex(/^[\w.-]{1,100}$/, "must be 1 to 100 letters, digits, dots, dashes or underscores"),
  /** The version of the filed plan it interprets. */
  planVersion: z.string().regex(/^v\d{1,3}$/),
  onboarding: z.strictObject({
    /** Plan II, "phone calls". No applicant is held up by more than ten. */
    heldCalls: z.int().min(1).max(10),
    /** How many of them are call-backs to a number found independently of the applicant. */
    callBacks: z.int().min(0).max(10),
    /** Plan II, "does not provide any wholesale voice services". Turned on only with its checks (issue "Carriers"). */
    wholesale: z.literal(false),
  }),
  numbering: z.strictObject({
    /** Days between release and the next assignment. 47 CFR 52.15(f)(1)(ii): a business number ages 365 days at most. */
    agingDays: z.int().min(45).max(365),
  }),
  calls: z.strictObject({
    /** Without evidence of the customer a call is refused, not signed C (an originating provider without wholesale). */
    unprovisionedIngress: z.literal("refuse"),
    /** View staler than this: customers last known active get B, never A. Past an hour A would rest on no evidence. */
    noLevelAAfterSeconds: z.int().min(1).max(3_600),
    /** View staler than this: 503. Nobody is let through for a day on a view that may have missed their termination. */
    refuseAfterSeconds: z.int().min(1).max(86_400),
    /** A repeat of the same call id within this is answered from the journal; so long each call is held in memory. */
    repeatSeconds: z.int().min(1).max(300),
    /** A call without an end is closed after this; a week of lost ends would fill a customer's sessions for good. */
    longestCallHours: z.int().min(1).max(168),
  }),
  infractions: z.strictObject({
    /** A burst ends this long after its first call. Past a week one candidate would cover many campaigns. */
    burstHours: z.int().min(1).max(168),
  }),
});

export type PolicySet = z.infer<typeof policySet>;
