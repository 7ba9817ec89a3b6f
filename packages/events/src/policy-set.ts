import { z } from "zod";

/**
 * What the filed plan's open words mean here, as data (`design/rulings.md`): proposed and approved by two persons, stamped
 * by its hash on every decision it shapes. A value enters with the first rule that reads it.
 */
export const policySet = z.strictObject({
  /** The set's own name, for people. */
  version: z.string().min(1),
  /** The version of the filed plan it interprets. */
  planVersion: z.string().regex(/^v\d{1,3}$/),
  onboarding: z.strictObject({
    /** Plan II, "phone calls". */
    heldCalls: z.int().min(1),
    /** How many of them are call-backs to a number found independently of the applicant. */
    callBacks: z.int().min(0),
    /** Plan II, "does not provide any wholesale voice services". Turned on only with its checks (issue "Carriers"). */
    wholesale: z.literal(false),
  }),
  numbering: z.strictObject({
    /** Days between release and the next assignment. */
    agingDays: z.int().min(45),
  }),
  calls: z.strictObject({
    /** Without evidence of the customer a call is refused, not signed C (an originating provider without wholesale). */
    unprovisionedIngress: z.literal("refuse"),
    /** View staler than this: customers last known active get B, never A. */
    noLevelAAfterSeconds: z.int().min(1),
    /** View staler than this: 503. */
    refuseAfterSeconds: z.int().min(1),
    /** A repeat of the same call id within this is answered from the journal. */
    repeatSeconds: z.int().min(1),
    /** A call without an end is closed after this. */
    longestCallHours: z.int().min(1),
  }),
  infractions: z.strictObject({
    /** A burst ends this long after its first call. */
    burstHours: z.int().min(1),
  }),
});

export type PolicySet = z.infer<typeof policySet>;
