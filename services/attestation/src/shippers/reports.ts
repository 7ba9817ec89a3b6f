import { RpcError } from "@rmp/service-kit/errors";
import type { Log } from "@rmp/service-kit/log";
import { type CustomerId, uuidV5 } from "@rmp/vocabulary/ids";
import type { CallerIdReport } from "../clients/enforcement.ts";
import { manipulatedCallerId } from "../domain/rules.ts";
import { earlier, isBefore, journalReference, type Place } from "../domain/place.ts";
import { type PlaceFile } from "../journal/place-file.ts";
import { type JournalReader, readRefusals } from "../journal/refusals.ts";
import type { Pass } from "./keep-shipping.ts";
import { createReportLanes, type Report, type ReportableCall, type ReportsPlace } from "./report-lanes.ts";

export interface ReportsDeps {
  readonly journal: JournalReader;
  readonly place: PlaceFile<ReportsPlace>;
  readonly send: (report: CallerIdReport, signal: AbortSignal) => Promise<void>;
  readonly replica: string;
  /** Milliseconds on a clock that nobody sets. */
  readonly elapsed: () => number;
  readonly log: Log;
}

/** A customer that is behind reads so many chunks of the journal in one pass: far more than are written in the meantime. */
const CHUNKS_AGAIN = 16;

/**
 * Plan IV: "discovers": calls refused for their caller ID are reported to enforcement. A pass takes them from the journal
 * and sends what is due; it does not wait for the answers, so that a customer whose report is not taken holds up no other.
 */
export function createReports({ journal, place, send, replica, elapsed, log }: ReportsDeps): Pass {
  const known = place.read() ?? { from: journal.begin(), customers: {} };
  const begin = { ...known, from: earlier(known.from, journal.end()) };
  const lanes = createReportLanes(begin);
  let at = begin.from;
  let saved = at;
  /** Whether a report has arrived since: a restart would send it again, as it was, and enforcement knows it. */
  let arrivedSince = false;

  const save = (): void => {
    const standing = lanes.place(at);
    place.save(standing);
    saved = standing.from;
    arrivedSince = false;
  };

  const readOn = async (): Promise<void> => {
    while (isBefore(at, journal.end())) {
      const { calls, next } = await readRefusals(journal, at);
      for (const { place: here, record } of calls) {
        const customerId = manipulatedCallerId(record.decision);
        if (customerId) lanes.take(customerId, { place: here, record });
      }
      at = next;
    }
  };

  /** One customer for itself, up to where all were read. What enforcement makes of a call it alone knows: none is left out. */
  const readAgain = async (customerId: CustomerId, from: Place): Promise<void> => {
    let next: Place | undefined = from;
    for (let chunk = 0; chunk < CHUNKS_AGAIN && next; chunk += 1) {
      const read = await readRefusals(journal, next);
      const calls = read.calls.filter(
        ({ place: here, record }) => isBefore(here, at) && manipulatedCallerId(record.decision) === customerId,
      );
      next = isBefore(read.next, at) ? read.next : undefined;
      if (!lanes.takeAgain(customerId, calls, next)) return;
    }
  };

  const deliver = async (report: Report, signal: AbortSignal): Promise<void> => {
    const { customerId } = report;
    try {
      await send(reportOf(report, replica), signal);
    } catch (error) {
      if (signal.aborted) return;
      if (!isHopeless(error)) {
        log.warn({ customerId, error }, "caller ids not reported, to be sent again");
        return lanes.failed(customerId, elapsed());
      }
      // The calls stand in the journal; sending the same again would be refused for ever, and keep the next ones back.
      log.error({ customerId, error }, "report of caller ids refused");
    }
    lanes.arrived(customerId);
    arrivedSince = true;
  };

  return async (signal) => {
    await readOn();
    for (const { customerId, from } of lanes.behind()) await readAgain(customerId, from);
    const reports = lanes.due(elapsed());
    try {
      // Before they are sent, so that after a crash they are sent again as they were; else only so that a restart does
      // not send or read everything again. Once a pass: it is a file, and there may be thousands of customers.
      if (reports.length > 0 || arrivedSince || saved.segment < lanes.place(at).from.segment) save();
    } catch (error) {
      for (const { customerId } of reports) lanes.failed(customerId, elapsed());
      throw error;
    }
    for (const report of reports) void deliver(report, signal);
  };
}

/** The same calls make the same request, whenever they are sent. */
function reportOf({ customerId, calls }: Report, replica: string): CallerIdReport {
  const referenceOf = ({ place }: ReportableCall): string => journalReference(replica, place);
  const [first] = calls;
  const requestId = uuidV5(
    "ReportRefusedCallerIds",
    customerId,
    referenceOf(first),
    referenceOf(calls.at(-1) ?? first),
  );
  return {
    requestId,
    customerId,
    calls: calls.map((call) => ({
      callerId: call.record.call.callingNumber,
      ingressAt: call.record.at,
      journalReference: referenceOf(call),
    })),
  };
}

const isHopeless = (error: unknown): boolean => error instanceof RpcError && error.code === "INVALID_ARGUMENT";
