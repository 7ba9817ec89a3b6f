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
import type { Signer } from "@rmp/passport/signer";
import type { InForce } from "@rmp/plan/plan-in-force";
import { EnforcementServiceService } from "@rmp/proto/rmp/enforcement/v1/commands";
import { connect } from "@rmp/service-kit/client";
import type { Log } from "@rmp/service-kit/log";
import type { Running } from "@rmp/service-kit/process";
import { openRuntime, type Runtime } from "@rmp/service-kit/runtime";
import { readSecret } from "@rmp/service-kit/secrets";
import { readTls } from "@rmp/service-kit/tls";
import { instant } from "@rmp/vocabulary/instant";
import { reportTo } from "./clients/enforcement.ts";
import type { Config } from "./config.ts";
import { readCredential } from "./credential.ts";
import { type CallQueue, createCallQueue } from "./decisions/call-queue.ts";
import { createWorkDecider } from "./decisions/decide-works.ts";
import { createRepeats } from "./decisions/repeats.ts";
import { restoreFromJournal } from "./decisions/restore.ts";
import { sayFailures } from "./decisions/say-failures.ts";
import { sayStaleness } from "./decisions/say-staleness.ts";
import type { CallFacts } from "./domain/facts.ts";
import { createUsageLedger } from "./domain/usage.ts";
import { type Journal, openJournal } from "./journal/journal.ts";
import { journalReference } from "./domain/place.ts";
import { createCallView } from "./projections/call-view.ts";
import type { FollowedEvent } from "./projections/followed-event.ts";
import { createRecordedRefusals, type RecordedRefusals } from "./projections/recorded-refusals.ts";
import { attestationService } from "./rpc/service.ts";
import { type Bell, createBell } from "./shippers/bell.ts";
import { keepShipping } from "./shippers/keep-shipping.ts";
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

const STALENESS_EVERY_MS = 5_000;

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
  const { signer, chain, path } = readCredential(config, new Date());
  opening.use(await serveX5u(config, path, chain));
  const address = config.enforcementAddress;
  const enforcement = opening.use(
    connect(EnforcementServiceService, { address, tls: readTls(config), server: "service/enforcement" }),
  );
  const journal = opening.use(
    await openJournal({
      directory: config.journalDirectory,
      segmentBytes: SEGMENT_BYTES,
      fsync: config.journalFsync,
      log,
    }),
  );
  const bell = createBell();
  const queue = await openCallPath(config.replica, { runtime, facts, signer, journal, bell });
  const { loop, covered, governance } = runtime;
  const covers = (minPosition: string): boolean => (parsePosition(minPosition) ?? 0n) <= loop.position();
  const running = opening.use(await runtime.serve([attestationService({ queue, covers, covered })]));
  const look = sayStaleness({
    viewAgeMs: loop.staleness,
    policy: () => governance.inForce(runtime.now())?.policy.policySet.calls,
    log,
  });
  const looking = setInterval(look, STALENESS_EVERY_MS);
  opening.defer(() => clearInterval(looking));
  startShippers(config, { opening, runtime, journal, recorded, queue, bell, enforcement });
  const open = opening.move();
  return { ...running, [Symbol.asyncDispose]: () => open.disposeAsync() };
}

interface CallPath {
  readonly runtime: Runtime;
  readonly facts: CallFacts;
  readonly signer: Signer;
  readonly journal: Journal;
  readonly bell: Bell;
}

/** Counts what the journal holds, and takes calls. */
async function openCallPath(
  replica: string,
  { runtime: { loop, governance, log }, facts, signer, journal, bell }: CallPath,
): Promise<CallQueue> {
  const usage = createUsageLedger();
  const repeats = createRepeats((place) => {
    const record = journal.callAt(place);
    return record && { record, reference: journalReference(replica, place) };
  });
  const inForce = (now: number): InForce | undefined => governance.inForce(instant(now));
  // The policy says how far back the journal counts, so the views come first.
  await Promise.race([loop.ready, loop.failed]);
  const policy = inForce(Date.now())?.policy.policySet.calls;
  const lastCallAt = await restoreFromJournal(journal, { usage, repeats, replica }, policy, {
    now: clocks.now(),
    elapsed: clocks.elapsed(),
  });
  const decide = createWorkDecider({
    facts,
    viewPosition: () => formatPosition(loop.position()),
    viewAgeMs: loop.staleness,
    inForce,
    usage,
    repeats,
    signer,
    journal,
    replica,
    newOriginationId: randomUUID,
    manipulationSeen: bell.ring,
  });
  return createCallQueue(sayFailures(decide, log), clocks, lastCallAt);
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
  { journalDirectory, replica }: Config,
  { opening, runtime, journal, recorded, queue, bell, enforcement }: Shipping,
): void {
  const { events, loop, log, now } = runtime;
  const minutes = createMinutes({
    journal,
    place: minutesPlaceIn(journalDirectory),
    settledUntil: queue.settledUntil,
    isRecorded: (place, { decision }) => recorded.holds(streamOf(decision), decision.reason, place),
    record: recordMinute({ events, recorded, cover: loop.cover, replica, now }),
  });
  const reports = createReports({
    journal,
    place: reportsPlaceIn(journalDirectory),
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
