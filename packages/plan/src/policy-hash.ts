import { createHash } from "node:crypto";
import type { PolicySet } from "@rmp/events/policy-set";
import { canonicalJson } from "@rmp/vocabulary/json";

/** SHA-256 of the set's canonical JSON, lower-case hex: the `policyHash` of every decision the set shapes. */
export const policyHash = (set: PolicySet): string => createHash("sha256").update(canonicalJson(set)).digest("hex");
