import { derivedId } from "@rmp/vocabulary/ids";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { acme, midnight, other } from "../../test/subscriber.ts";
import { callsPerSecondExceeded, sessionsExceeded } from "./rules.ts";
import { createUsageLedger } from "./usage.ts";

const at = (elapsed: number) => ({ customerId: acme, elapsed });

describe("usage", () => {
  it("counts the calls of the last second, and no older one", () => {
    const usage = createUsageLedger();
    usage.begin("a", at(0));
    usage.begin("b", at(400));
    expect([999, 1000, 1400].map((now) => usage.callsInLastSecond(acme, now))).toEqual([2, 1, 0]);
  });
  it("says how long until one fewer counts", () => {
    const usage = createUsageLedger();
    usage.begin("a", at(0));
    usage.begin("b", at(400));
    expect([399, 1000, 1400].map((now) => usage.untilOneFewer(acme, now))).toEqual([601, 400, 0]);
  });
  it("counts each customer for itself", () => {
    const usage = createUsageLedger();
    usage.begin("a", at(0));
    expect([usage.sessions(acme), usage.sessions(other)]).toEqual([1, 0]);
  });
  it("ends a call once", () => {
    const usage = createUsageLedger();
    usage.begin("a", at(0));
    expect([usage.end("a"), usage.end("a"), usage.sessions(acme)]).toEqual([at(0), undefined, 0]);
  });
  it("takes a key that is given again for a new call", () => {
    const usage = createUsageLedger();
    usage.begin("a", at(0));
    usage.begin("a", at(5000));
    expect([usage.sessions(acme), usage.end("a")]).toEqual([1, at(5000)]);
  });
  it("names the calls that have been up for long, and those alone", () => {
    const usage = createUsageLedger();
    for (const [key, begun] of [["a", 0] as const, ["b", 1] as const, ["c", 2] as const, ["d", 3] as const])
      usage.begin(key, at(begun));
    usage.end("b");
    expect(usage.upSince(2)).toEqual(["a", "c"]);
  });
  it("names a call that has been up for long behind a newer one", () => {
    const usage = createUsageLedger();
    usage.begin("new", at(9000));
    usage.begin("old", at(0));
    expect(usage.upSince(2)).toEqual(["old"]);
  });
  it("counts a call that is up again as a session, not as a beginning", () => {
    const usage = createUsageLedger();
    usage.resume("a", at(0));
    expect([usage.sessions(acme), usage.callsInLastSecond(acme, 0)]).toEqual([1, 0]);
  });
  it("counts on where many beginnings have passed, one by one and at once", () => {
    const usage = createUsageLedger();
    for (let n = 0; n < 1000; n += 1) usage.begin(`${n}`, at(n));
    const left = [1000, 1001, 1400, 1600].map((now) => usage.callsInLastSecond(acme, now));
    usage.begin("last", at(1600));
    expect([left, usage.callsInLastSecond(acme, 1600), usage.callsInLastSecond(acme, 1999)]).toEqual([
      [999, 998, 599, 399],
      400,
      1,
    ]);
  });
  it("takes back a beginning that is older than a second, and no other one for it", () => {
    const usage = createUsageLedger();
    usage.begin("a", at(0));
    expect(usage.callsInLastSecond(acme, 1000)).toBe(0);
    usage.withdraw("a");
    usage.begin("b", at(1000));
    expect(usage.callsInLastSecond(acme, 1000)).toBe(1);
  });
  it("forgets a beginning that is taken back, for both limits", () => {
    const usage = createUsageLedger();
    usage.begin("a", at(0));
    usage.begin("b", at(1));
    usage.withdraw("b");
    expect([usage.sessions(acme), usage.callsInLastSecond(acme, 1)]).toEqual([1, 1]);
  });
});

describe("Plan V, C-V-04 and C-V-05: limits are never exceeded", () => {
  const limits = { callsPerSecond: 3, sessions: 4 };
  const customers = [acme, other, derivedId<"customer">("third")];
  /** Milliseconds since the one before, whose call it is, and the call that ends before it, if it is up. */
  const attempts = fc.array(
    fc.record({
      after: fc.integer({ min: 0, max: 400 }),
      customerId: fc.constantFrom(...customers),
      ends: fc.option(fc.nat(60)),
    }),
    { maxLength: 60 },
  );

  it("over any history of attempts and ends", () =>
    fc.assert(
      fc.property(attempts, (all) => {
        const usage = createUsageLedger();
        const admitted: { readonly customerId: string; readonly at: number }[] = [];
        const up = new Map<string, string>();
        let now = midnight;
        for (const [index, { after, customerId, ends }] of all.entries()) {
          now += after;
          usage.end(`${ends}`);
          up.delete(`${ends}`);
          if (callsPerSecondExceeded(usage.callsInLastSecond(customerId, now), limits.callsPerSecond)) continue;
          if (sessionsExceeded(usage.sessions(customerId), limits.sessions)) continue;
          usage.begin(`${index}`, { customerId, elapsed: now });
          up.set(`${index}`, customerId);
          admitted.push({ customerId, at: now });
          const sessions = [...up.values()].filter((id) => id === customerId).length;
          const inSecond = admitted.filter((one) => one.customerId === customerId && one.at > now - 1000).length;
          if (sessions > limits.sessions || inSecond > limits.callsPerSecond) return false;
        }
        return true;
      }),
    ));
});
