import { describe, expect, it } from "vitest";
import { acme, call, midnight, other } from "../../test/subscriber.ts";
import type { Place } from "../domain/place.ts";
import type { RefusalRecord } from "../journal/record.ts";
import { createReportLanes, type ReportableCall, type ReportsPlace } from "./report-lanes.ts";

const record: RefusalRecord = {
  at: midnight,
  planVersion: "v2",
  policyHash: "none",
  viewPosition: "7",
  call: call(),
  decision: {
    outcome: "refusal",
    customerId: acme,
    reason: "number-not-assigned-to-customer",
    evidence: [],
    retryAfterSeconds: 0,
  },
};
const at = (offset: number): Place => ({ segment: 1, offset });
const found = (offset: number): ReportableCall => ({ place: at(offset), record });
const nothing: Pick<ReportsPlace, "customers"> = { customers: {} };

/** What is sent: whose calls, by their places. */
const due = (lanes: ReturnType<typeof createReportLanes>, now: number) =>
  lanes.due(now).map(({ customerId, calls }) => [customerId, ...calls.map(({ place }) => place.offset)]);

describe("Plan IV, C-IV-13: reports of manipulated caller ids", () => {
  it("go out at once, with all that waits", () => {
    const lanes = createReportLanes(nothing);
    for (const offset of [0, 10]) lanes.take(acme, found(offset));
    expect(due(lanes, 0)).toEqual([[acme, 0, 10]]);
  });
  it("go out one after the other, a second apart, and of each customer for itself", () => {
    const lanes = createReportLanes(nothing);
    lanes.take(acme, found(0));
    due(lanes, 0);
    lanes.take(acme, found(10));
    lanes.take(other, found(20));
    expect(due(lanes, 500)).toEqual([[other, 20]]);
    expect(due(lanes, 5000)).toEqual([]);
    lanes.arrived(acme);
    expect(due(lanes, 5000)).toEqual([[acme, 10]]);
  });
  it("wait for their second even when the last one arrived sooner", () => {
    const lanes = createReportLanes(nothing);
    lanes.take(acme, found(0));
    due(lanes, 0);
    lanes.arrived(acme);
    lanes.take(acme, found(10));
    expect([due(lanes, 999), due(lanes, 1000)]).toEqual([[], [[acme, 10]]]);
  });
  it("are repeated exactly, later and later, whatever has come since", () => {
    const lanes = createReportLanes(nothing);
    lanes.take(acme, found(0));
    due(lanes, 0);
    lanes.take(acme, found(10));
    lanes.failed(acme, 100);
    expect([due(lanes, 1099), due(lanes, 1100)]).toEqual([[], [[acme, 0]]]);
    lanes.failed(acme, 1200);
    expect([due(lanes, 3199), due(lanes, 3200)]).toEqual([[], [[acme, 0]]]);
  });
  it("hold a thousand calls; what follows them is left, and read again when they are reported", () => {
    const lanes = createReportLanes(nothing);
    for (let offset = 0; offset < 1002; offset += 1) lanes.take(acme, found(offset));
    expect([lanes.behind(), due(lanes, 0)[0]?.length]).toEqual([[], 1001]);
    lanes.arrived(acme);
    lanes.take(acme, found(1002));
    expect([lanes.behind(), due(lanes, 1000)]).toEqual([[{ customerId: acme, from: at(1000) }], []]);
    expect(lanes.takeAgain(acme, [found(1000), found(1001)], at(1002))).toBe(true);
    expect(lanes.takeAgain(acme, [found(1002)], undefined)).toBe(true);
    lanes.take(acme, found(1003));
    expect([lanes.behind(), due(lanes, 1000)]).toEqual([[], [[acme, 1000, 1001, 1002, 1003]]]);
  });
  it("fill up again with what is read again", () => {
    const lanes = createReportLanes({ customers: {} });
    const calls = Array.from({ length: 1001 }, (_, offset) => found(offset));
    expect(lanes.takeAgain(acme, calls, at(5000))).toBe(false);
    expect(due(lanes, 0)[0]?.length).toBe(1001);
    lanes.arrived(acme);
    expect(lanes.behind()).toEqual([{ customerId: acme, from: at(1000) }]);
  });
  it("of one customer hold up no other's", () => {
    const lanes = createReportLanes(nothing);
    for (let offset = 0; offset < 1500; offset += 1) lanes.take(acme, found(offset));
    lanes.take(other, found(1500));
    expect(lanes.due(0).map(({ customerId, calls }) => [customerId, calls.length])).toEqual([
      [acme, 1000],
      [other, 1],
    ]);
  });
});

describe("the place of the reports", () => {
  it("is before the first call that is not reported, and names what is under way", () => {
    const lanes = createReportLanes(nothing);
    lanes.take(acme, found(0));
    lanes.take(other, found(10));
    due(lanes, 0);
    lanes.arrived(other);
    lanes.take(acme, found(20));
    expect(lanes.place(at(30))).toEqual({
      from: at(0),
      customers: { [acme]: { sending: at(0) }, [other]: { reported: at(10) } },
    });
  });
  it("is where the journal was read to when everything is reported", () => {
    const lanes = createReportLanes(nothing);
    lanes.take(acme, found(0));
    due(lanes, 0);
    lanes.arrived(acme);
    expect(lanes.place(at(30))).toEqual({ from: at(30), customers: {} });
  });
  it("is before the first call that a full lane has left", () => {
    const lanes = createReportLanes(nothing);
    for (let offset = 0; offset < 1001; offset += 1) lanes.take(acme, found(offset));
    lanes.take(other, found(1001));
    due(lanes, 0);
    for (const customerId of [acme, other]) lanes.arrived(customerId);
    expect(lanes.place(at(2000))).toEqual({
      from: at(1000),
      customers: { [other]: { reported: at(1001) } },
    });
  });
  it("lets a restart send again what was under way, and what was reported not at all", () => {
    const lanes = createReportLanes({ customers: { [acme]: { sending: at(10) }, [other]: { reported: at(20) } } });
    lanes.take(acme, found(0));
    expect(due(lanes, 0)).toEqual([]);
    for (const offset of [10, 15]) lanes.take(acme, found(offset));
    lanes.take(other, found(20));
    expect(due(lanes, 0)).toEqual([[acme, 0, 10]]);
  });
});
