import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { promisify } from "node:util";
import { formatPosition, parsePosition, type Recorded } from "@rmp/event-store/envelope";
import { attestationEvents } from "@rmp/events/attestation";
import { customerEvents } from "@rmp/events/customer";
import { enforcementEvents } from "@rmp/events/enforcement";
import { numberingEvents } from "@rmp/events/numbering";
import { asleep } from "@rmp/event-store/persist";
import { untilAborted } from "@rmp/event-store/until-aborted";
import type { InForce } from "@rmp/plan/plan-in-force";
import { EnforcementServiceService } from "@rmp/proto/rmp/enforcement/v1/commands";
import { connect } from "@rmp/service-kit/client";
import { lockDirectory } from "@rmp/service-kit/directory-lock";
import type { Log } from "@rmp/service-kit/log";
import type { Running } from "@rmp/service-kit/process";
import { openRuntime, type Runtime } from "@rmp/service-kit/runtime";
import { readSecret } from "@rmp/service-kit/secrets";
import { readTls } from "@rmp/service-kit/tls";
import { instant } from "@rmp/vocabulary/instant";
import { reportTo } from "./clients/enforcement.ts";
import type { Config } from "./config.ts";
import { readCredential } from "./credential.ts";
import type { CallQueue } from "./decisions/call-queue.ts";
import { createCallPath } from "./decisions/call-path.ts";
import { endedPlaceIn } from "./decisions/end-longest.ts";
import { sayCertificate } from "./decisions/say-certificate.ts";
import { sayJournal } from "./decisions/say-journal.ts";
import { sayStaleness } from "./decisions/say-staleness.ts";
import { type Journal, openJournal } from "./journal/journal.ts";
import { createCallView } from "./projections/call-view.ts";
import type { FollowedEvent } from "./projections/followed-event.ts";
import { createRecordedRefusals, type RecordedRefusals } from "./projections/recorded-refusals.ts";
import { attestationService } from "./rpc/service.ts";
import { type Bell, createBell } from "./shippers/bell.ts";
import { keepShipping, type Pass } from "./shippers/keep-shipping.ts";
import { createMinutes } from "./shippers/minutes.ts";
import { minutesPlaceIn, reportsPlaceIn } from "./shippers/places.ts";
import { recordMinute, streamOf } from "./shippers/record-minute.ts";
import { createReports } from "./shippers/reports.ts";
import { x5uLimits, x5uListener } from "./x5u.ts";

const SEGMENT_BYTES = 64 * 1024 * 1024;

/** A minute is recorded so soon after its end. */
const MINUTES_EVERY_MS = 5_000;

/** Reports go out when a call is refused; this often those are looked at that are to be sent again. */
const REPORTS_EVERY_MS = 1_000;

/** View, certificate and journal are looked at this often. */
const LOOK_EVERY_MS = 5_000;

/** Calls without an end are looked for this often: it takes a look at each call that is up. */
const LONGEST_EVERY_MS = 60_000;

const clocks = { now: Date.now, elapsed: () => performance.now() };

/** The attestation service: its view of customers and numbers, the journal, the call path, and what ships the journal. */
export async function start(config: Config, log: Log): Promise<Running> {
  await using opening = new AsyncDisposableStack();
  const facts = createCallView();
  const recorded = createRecordedRefusals(config.replica);
  const runtime = opening.use(
    await openRuntime(config, log, {
      own: attestationEvents,
      listeners: [config.x5uListen],
      follows: [customerEvents, numberingEvents, enforcementEvents],
      fold: (event: Recorded<FollowedEvent>) => {
        facts.apply(event);
        recorded.apply(event);
      },
    }),
  );
  const { signer, chain, path } = readCredential(config);
  opening.use(await serveX5u(config, path, chain));
  const address = config.enforcementAddress;
  const enforcement = opening.use(
    connect(EnforcementServiceService, { address, tls: readTls(config), server: "service/enforcement" }),
  );
  // Before the journal is opened, which cuts its end.
  opening.use(lockDirectory(config.journalDirectory));
  const journal = opening.use(
    await openJournal({
      directory: config.journalDirectory,
      segmentBytes: SEGMENT_BYTES,
      fsync: config.journalFsync,
      log,
    }),
  );
  const bell = createBell();
  const { loop, covered, governance } = runtime;
  const inForce = (now: number): InForce | undefined => governance.inForce(instant(now));
  const calls = createCallPath({
    facts,
    viewPosition: () => formatPosition(loop.position()),
    viewAgeMs: loop.staleness,
    inForce,
    signer,
    journal,
    ended: endedPlaceIn(config.journalDirectory, config.journalFsync),
    replica: config.replica,
    newOriginationId: randomUUID,
    manipulationSeen: bell.ring,
    clocks,
    log,
  });
  const covers = (minPosition: string): boolean => (parsePosition(minPosition) ?? 0n) <= loop.position();
  const running = opening.use(
    await runtime.serve([attestationService({ queue: calls, covers, covered })], () => calls.open(loop.stopped)),
  );
  log.info({}, "answers; emergency calls alone until ready");
  // A view that is fresh enough for level A, a certificate that is valid, a journal that could be written: some calls or
  // all hang on each of them and emergency calls on none, so that none of them is readiness.
  const tellOf = (name: "view" | "certificate" | "journal") => (serving: boolean) => running.tell(name, serving);
  const lookAtView = sayStaleness({
    viewAgeMs: loop.staleness,
    policy: () => inForce(clocks.now())?.policy.policySet.calls,
    tell: tellOf("view"),
    log,
  });
  // At once when the view is there; where it never is, that is said already.
  loop.ready.then(lookAtView, () => {});
  opening.use(every(LOOK_EVERY_MS, lookAtView));
  const lookAtCertificate = sayCertificate({ signer, now: clocks.now, tell: tellOf("certificate"), log });
  const lookAtJournal = sayJournal(journal, tellOf("journal"));
  for (const look of [lookAtCertificate, lookAtJournal]) {
    look();
    opening.use(every(LOOK_EVERY_MS, look));
  }
  opening.use(every(LONGEST_EVERY_MS, calls.endLongest));
  startShippers(config, { opening, runtime, journal, recorded, queue: calls, bell, enforcement });
  running.failed.catch(() => log.error({}, "emergency calls alone until a restart"));
  const open = opening.move();
  // Without its `failed`: a process that ends passes no emergency call, and starts anew only to meet the same event.
  return { [Symbol.asyncDispose]: () => open.disposeAsync() };
}

function every(milliseconds: number, act: () => void): Disposable {
  const timer = setInterval(act, milliseconds);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

interface Shipping {
  readonly opening: AsyncDisposableStack;
  readonly runtime: Runtime;
  readonly journal: Journal;
  readonly recorded: RecordedRefusals;
  readonly queue: CallQueue;
  readonly bell: Bell;
  readonly enforcement: Parameters<typeof reportTo>[0];
}

/** Last to be started and first to be stopped: a shipper needs everything else. */
function startShippers(
  { journalDirectory, journalFsync, replica }: Config,
  { opening, runtime, journal, recorded, queue, bell, enforcement }: Shipping,
): void {
  const { events, loop, log, now } = runtime;
  const minutes = (): Pass => {
    const pass = createMinutes({
      journal,
      place: minutesPlaceIn(journalDirectory, journalFsync),
      settledUntil: queue.settledUntil,
      isRecorded: (place, { decision }) => recorded.holds(streamOf(decision), decision.reason, place),
      record: recordMinute({ events, recorded, cover: loop.cover, replica, now }),
    });
    return async (signal) => {
      // What is recorded already, only a complete view knows.
      await untilAborted(loop.ready, signal);
      await pass(signal);
    };
  };
  const reports = (): Pass =>
    createReports({
      journal,
      place: reportsPlaceIn(journalDirectory, journalFsync),
      send: reportTo(enforcement),
      replica,
      elapsed: clocks.elapsed,
      log,
    });
  opening.use(keepShipping("minutes", minutes, MINUTES_EVERY_MS, asleep, log));
  opening.use(keepShipping("reports", reports, REPORTS_EVERY_MS, bell.wait, log));
}

/** The one door that is open to everybody: HTTPS on a port that stands in every Identity header. */
async function serveX5u(
  { x5uListen, x5uTlsCertFile, x5uTlsKeyFile }: Config,
  path: string,
  chain: string,
): Promise<AsyncDisposable> {
  const tls = { cert: readFileSync(x5uTlsCertFile), key: readSecret(x5uTlsKeyFile) };
  const server = createServer({ ...tls, ...x5uLimits }, x5uListener(path, chain));
  const colon = x5uListen.lastIndexOf(":");
  const host = x5uListen.slice(0, colon).replace(/^\[|\]$/g, "");
  const { promise: listening, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject).listen({ host, port: Number(x5uListen.slice(colon + 1)) }, resolve);
  await listening;
  return {
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await promisify(server.close.bind(server))();
    },
  };
}
