import { RpcError } from "@rmp/service-kit/errors";
import { describe, expect, it } from "vitest";
import { silent, startedReplica, temporaryDirectory } from "../../test/call-path.ts";
import { acme, approved, assigned, call, midnight, onBoard, other, provisioned } from "../../test/subscriber.ts";
import type { CallerIdReport } from "../clients/enforcement.ts";
import { reportsPlaceIn } from "./places.ts";
import { createReports } from "./reports.ts";

const { signal } = new AbortController();
const spoof = (callId: string) => ({ callId, callingNumber: "+12025550199" });
const down = new RpcError("UNAVAILABLE", "down");

/** A replica and an enforcement that answers as the test says, a second later each time. */
async function reporting(directory: string, answers: readonly (RpcError | undefined)[] = [], events = onBoard) {
  const replica = await startedReplica(directory, events);
  const reports: CallerIdReport[] = [];
  /** Those of the other customer, which are always taken. */
  const others: CallerIdReport[] = [];
  const place = reportsPlaceIn(directory);
  let saves = 0;
  const placesWhenSent: unknown[] = [];
  let seconds = 0;
  let meanwhile = (): void => {};
  const pass = createReports({
    journal: {
      ...replica.journal,
      read(from) {
        meanwhile();
        meanwhile = () => {};
        return replica.journal.read(from);
      },
    },
    place: {
      read: place.read,
      save(value) {
        saves += 1;
        place.save(value);
      },
    },
    send: async (report) => {
      if (report.customerId === other) return void others.push(report);
      placesWhenSent.push(place.read()?.customers);
      reports.push(report);
      const failure = answers[reports.length - 1];
      if (failure) throw failure;
    },
    replica: "attestation-1",
    elapsed: () => seconds * 1000,
    log: silent,
  });
  return {
    ...replica,
    reports,
    others,
    placesWhenSent,
    place: () => place.read(),
    saves: () => saves,
    /** Lets something happen between the beginning of the next pass and its first look into the journal. */
    overtake: (happens: () => void) => (meanwhile = happens),
    /** A pass, and the answers to what it sent. */
    async pass() {
      await pass(signal);
      await new Promise(setImmediate);
      seconds += 10;
    },
  };
}

describe("Plan IV, C-IV-13: what attestation reports to enforcement", () => {
  it("is each call with a caller id that is not the customer's, and no other refusal", async () => {
    const shipper = await reporting(temporaryDirectory());
    shipper.ask(0, { callId: "permitted" });
    const place = shipper.journal.end();
    shipper.ask(1500, spoof("a"));
    shipper.ask(1600, { callId: "b", trunk: "nobody's" });
    await shipper.pass();
    expect(shipper.reports.map(({ customerId, calls }) => ({ customerId, calls }))).toEqual([
      {
        customerId: acme,
        calls: [
          {
            callerId: "+12025550199",
            ingressAt: midnight + 1500,
            journalReference: `attestation-1:1:${place.offset}`,
          },
        ],
      },
    ]);
  });
  it("is sent once", async () => {
    const shipper = await reporting(temporaryDirectory());
    shipper.ask(0, spoof("a"));
    await shipper.pass();
    await shipper.pass();
    expect([shipper.reports.length, shipper.place()]).toEqual([1, { from: shipper.journal.end(), customers: {} }]);
  });
  it("is written to its place before it is sent", async () => {
    const shipper = await reporting(temporaryDirectory());
    shipper.ask(0, spoof("a"));
    await shipper.pass();
    expect(shipper.placesWhenSent).toEqual([{ [acme]: { sending: { segment: 1, offset: 0 } } }]);
  });
  it("is written down as arrived by the next pass, however many have arrived", async () => {
    const events = [...onBoard, provisioned(other, "trunk-2"), approved(other)];
    const shipper = await reporting(temporaryDirectory(), [], events);
    shipper.ask(0, spoof("a"));
    shipper.ask(1, { ...spoof("b"), trunk: "trunk-2" });
    await shipper.pass();
    expect([shipper.reports.length + shipper.others.length, shipper.saves()]).toEqual([2, 1]);
    await shipper.pass();
    await shipper.pass();
    expect([shipper.saves(), shipper.place()]).toEqual([2, { from: shipper.journal.end(), customers: {} }]);
  });
  it("is sent again where its arrival was not written down, and enforcement can tell: it is the same request", async () => {
    const directory = temporaryDirectory();
    const before = await reporting(directory);
    before.ask(0, spoof("a"));
    await before.pass();
    const after = await reporting(directory);
    after.ask(1, spoof("b"));
    await after.pass();
    await after.pass();
    expect([after.reports[0], after.reports[1]?.calls.length]).toEqual([before.reports[0], 1]);
  });
  it("is sent again as it was, under the same request id, until it is taken", async () => {
    const shipper = await reporting(temporaryDirectory(), [down, down]);
    shipper.ask(0, spoof("a"));
    await shipper.pass();
    shipper.ask(1, spoof("b"));
    for (let n = 0; n < 3; n += 1) await shipper.pass();
    const [first, second, third, next] = shipper.reports;
    expect([second, third]).toEqual([first, first]);
    expect([next?.calls.length, next?.requestId === first?.requestId]).toEqual([1, false]);
  });
  it("is sent again by a restart, exactly", async () => {
    const directory = temporaryDirectory();
    const before = await reporting(directory, [down]);
    before.ask(0, spoof("a"));
    await before.pass();
    const after = await reporting(directory);
    after.ask(5000, spoof("b"));
    await after.pass();
    await after.pass();
    expect([after.reports[0], after.reports[1]?.calls.length]).toEqual([before.reports[0], 1]);
  });
  it("does not keep the next ones back where it is refused for ever", async () => {
    const shipper = await reporting(temporaryDirectory(), [new RpcError("INVALID_ARGUMENT", "no")]);
    shipper.ask(0, spoof("a"));
    await shipper.pass();
    shipper.ask(1, spoof("b"));
    await shipper.pass();
    expect(shipper.reports.map(({ calls }) => calls[0]?.ingressAt)).toEqual([midnight, midnight + 1]);
  });
});

describe("a customer that has more calls refused than its reports hold", () => {
  const many = Array.from({ length: 2500 }, (_, index) => call(spoof(`${index}`)));
  const numbers = (reports: readonly CallerIdReport[]) =>
    reports.flatMap(({ calls }) => calls.map(({ journalReference }) => journalReference));
  const events = [...onBoard, provisioned(other, "trunk-2"), approved(other), assigned("+12025550112", other)];

  it("has all of them reported, once and in their order, those of a restart too", async () => {
    const directory = temporaryDirectory();
    const before = await reporting(directory);
    before.decide([before.message(0, many)]);
    await before.pass();
    const after = await reporting(directory);
    after.ask(1, spoof("last"));
    for (let n = 0; n < 5; n += 1) await after.pass();
    const sent = new Map(
      [...before.reports, ...after.reports].map(({ requestId, calls }) => [requestId, calls.length]),
    );
    expect([[...sent.values()], after.place()]).toEqual([
      [1000, 1000, 501],
      { from: after.journal.end(), customers: {} },
    ]);
    expect(new Set(numbers([...before.reports, ...after.reports])).size).toBe(2501);
  });
  it("has what is refused while its calls are read again reported once, after them", async () => {
    const shipper = await reporting(temporaryDirectory(), [undefined, down]);
    shipper.decide([shipper.message(0, many.slice(0, 1001))]);
    await shipper.pass();
    shipper.overtake(() => shipper.ask(1, spoof("meanwhile")));
    for (let n = 0; n < 5; n += 1) await shipper.pass();
    expect(shipper.reports.map(({ calls }) => calls.length)).toEqual([1000, 1, 1, 1]);
    expect(new Set(numbers(shipper.reports)).size).toBe(1002);
  });
  it("holds up no other, also where its reports are not taken", async () => {
    const shipper = await reporting(temporaryDirectory(), [down, down, down], events);
    shipper.decide([shipper.message(0, many)]);
    await shipper.pass();
    shipper.ask(1, { ...spoof("other"), trunk: "trunk-2" });
    await shipper.pass();
    expect(numbers(shipper.others).length).toBe(1);
    for (let n = 0; n < 10; n += 1) await shipper.pass();
    expect(shipper.reports.map(({ calls }) => calls.length)).toEqual([1000, 1000, 1000, 1000, 1000, 500]);
  });
});
