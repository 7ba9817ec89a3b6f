import { isInstant, type Instant } from "@rmp/vocabulary/instant";
import { type E164, isE164 } from "@rmp/vocabulary/telephone-number";
import { type CustomerId, type Id, isId, type PersonId } from "@rmp/vocabulary/ids";
import { z } from "zod";

/** The field types that events share. Each says of a stored value what the vocabulary says of a new one. */
export const customerId = z.custom<CustomerId>(isId, "a customer id (UUID)");
export const personId = z.custom<PersonId>(isId, "a person id (UUID)");
export const id = <Kind extends string>(kind: Kind): z.ZodType<Id<Kind>> =>
  z.custom<Id<Kind>>(isId, `a ${kind} id (UUID)`);
export const instant = z.custom<Instant>(isInstant, "an instant (UTC, milliseconds, Z)");
export const e164 = z.custom<E164>(isE164, "a number in E.164");
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** An event cited by where it stands: `stream@revision`. */
export const eventReference = z.string().regex(/^[a-z]+-[^@]+@\d+$/);

/** Both limits of plan V, always together: a limit changes, it is never removed. */
export const limits = z.strictObject({
  callsPerSecond: z.int().min(1).max(10_000),
  sessions: z.int().min(1).max(100_000),
});
export type Limits = z.infer<typeof limits>;

/** Plan V: "calls-per-second and session limits on all end user accounts": both stand, at least 1, within what is kept. */
export const limitsApply = (given: Limits): boolean => limits.safeParse(given).success;
