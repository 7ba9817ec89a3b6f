import type { Recorded } from "@rmp/event-store/envelope";
import { derivedId } from "@rmp/vocabulary/ids";
import { describe, expect, it } from "vitest";
import { approved, closed, customerId, declined, inLog, trunk } from "../../test/onboarding.ts";
import type { Release } from "../clients/customer.ts";
import { trunkOf } from "../domain/access.ts";
import { createClaims } from "../projections/claims.ts";
import { releaseAccess } from "./release-access.ts";

const stream = `customer-${customerId}`;
const { accessId, ...names } = trunk;
const second = trunkOf("sbc-1", "acme-out");
const claim = { type: "AccessClaimed", data: { customerId, ...names } } as const;
const release = { type: "AccessReleased", data: { customerId, cause: `${stream}@0` } } as const;
const claimed = inLog(`access-${accessId}`, claim);
const alsoClaimed = inLog(`access-${second.accessId}`, claim);
const released = inLog(`access-${accessId}`, claim, release);
const ends = { closed: inLog(stream, closed), declined: inLog(stream, declined) };

/** What the reaction sends for the last of these facts, once all of them have been folded. */
async function sentFor(...facts: readonly Recorded[]) {
  const claims = createClaims();
  const sent: Release[] = [];
  const customer = { release: async (asked: Release) => void sent.push(asked) };
  const reaction = releaseAccess({ claims, customer });
  for (const each of facts) claims.apply(each);
  const fact = facts.at(-1);
  const sending = { requestId: (...parts: readonly string[]) => parts.join(), signal: new AbortController().signal };
  if (fact && reaction.concerns(fact) !== undefined) await reaction.react(fact, sending);
  return sent;
}

const releasing = (id = accessId) => ({ customerId, accessId: id, requestId: id });

describe("Plan III, C-III-28: a customer who has ended leaves its trunks, in both orders", () => {
  for (const [how, end] of Object.entries(ends)) {
    it(`releases what was claimed before the customer was ${how}, provisioned or not`, async () =>
      expect(await sentFor(...claimed, ...alsoClaimed, ...end)).toEqual([releasing(), releasing(second.accessId)]));
    it(`releases what was claimed while the customer was being ${how}`, async () =>
      expect(await sentFor(...end, ...claimed)).toEqual([releasing()]));
  }
  it("releases nothing twice", async () => expect(await sentFor(...released, ...ends.closed)).toEqual([]));
  it("releases nothing of a customer who goes on", async () => expect(await sentFor(...claimed)).toEqual([]));
  it("releases nothing of another customer", async () =>
    expect(await sentFor(...claimed, ...inLog(`customer-${derivedId("another")}`, closed))).toEqual([]));
  it("releases nothing for anything else", async () => {
    for (const fact of inLog(stream, ...approved)) expect(await sentFor(...claimed, ...ends.closed, fact)).toEqual([]);
    for (const fact of inLog(`enforcement-${customerId}`, closed)) expect(await sentFor(...claimed, fact)).toEqual([]);
  });
});
