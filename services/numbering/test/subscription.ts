import { Personal } from "@rmp/event-store/personal";
import type { Actor } from "@rmp/vocabulary/actor";
import { type CustomerId, derivedId } from "@rmp/vocabulary/ids";
import { instant } from "@rmp/vocabulary/instant";
import { type E164, parseE164 } from "@rmp/vocabulary/telephone-number";
import { blockIdOf } from "../src/domain/ranges.ts";

// Two customers and a block of numbers that can be nobody's; times are days after the first assignment.

export const ada = derivedId<"person">("ada");
export const byAda: Actor = { kind: "staff", id: ada };
export const byService: Actor = { kind: "service", id: "service/numbering" };
export const byTool: Actor = { kind: "service", id: "tool/staff-desk" };
export const day = (days: number) => instant(Date.UTC(2026, 10, 24) + days * 86_400_000);

export const [acme, globex]: [CustomerId, CustomerId] = [derivedId("acme"), derivedId("globex")];
export const agreementOf = (customer: CustomerId) => `customer-${customer}@7`;
export const endOf = (customer: CustomerId) => `enforcement-${customer}@12`;
export const endedCustomer = (customer: CustomerId) => ({ kind: "ended", endedBy: endOf(customer) }) as const;
export const subscriber = (customer: CustomerId) => ({ kind: "approved", agreement: agreementOf(customer) }) as const;

export function tn(text: string): E164 {
  const number = parseE164(text);
  if (!number) throw new Error(`${text} is no number`);
  return number;
}

/** The line numbers 0100 to 0199 of +1 212 555. */
export const fiction = { firstNumber: tn("+12125550100"), size: 100 };
export const source = Personal.of("nobody", `block:${blockIdOf(fiction)}`);
export const line = (offset: number): E164 => tn(`+1212555${String(100 + offset).padStart(4, "0")}`);
export const allotmentOf = (revision: number) => `block-${blockIdOf(fiction)}@${revision}`;
