import type { DomainEvent } from "@rmp/event-store/decider";
import type { Position, Recorded } from "@rmp/event-store/envelope";
import { openEventStore } from "@rmp/event-store/esdb";
import { createEventLog, type EventLog } from "@rmp/event-store/event-log";
import type { EventCatalog } from "@rmp/event-store/event-types";
import type { CommandContext } from "@rmp/event-store/handle-command";
import { type Loop, startLoop } from "@rmp/event-store/loop";
import { postgresCursors } from "@rmp/event-store/reaction-cursors";
import { type Reaction, startReactions } from "@rmp/event-store/reactions";
import type { PolicySet } from "@rmp/events/policy-set";
import type { Actor } from "@rmp/vocabulary/actor";
import { derivedId, type Id } from "@rmp/vocabulary/ids";
import { type Instant, instant } from "@rmp/vocabulary/instant";
import type pg from "pg";
import { commandContext, type MessageType } from "./command-context.ts";
import { ConfigRefused, type ServiceConfig } from "./config.ts";
import { refuseDevelopmentOffLoopback } from "./development.ts";
import { RpcError, refused } from "./errors.ts";
import { positionIn } from "./fields.ts";
import { createGovernance, type Governance, governanceEvents } from "./governance.ts";
import { identityOfCertificate } from "./identity.ts";
import type { Log } from "./log.ts";
import type { Call } from "./rpc.ts";
import { verdictOf } from "./reaction-verdict.ts";
import { openKeyring, openPool, type PostgresConfig } from "./runtime-keys.ts";
import { readKeys, readSecret } from "./secrets.ts";
import type { Service } from "./service.ts";
import { type Serving, startServing } from "./serving.ts";
import { readTls } from "./tls.ts";

/** What a command is decided with, beside its own fields. */
export interface OpenCommand {
  readonly context: CommandContext;
  readonly by: Actor;
  readonly at: Instant;
  /** The id of a new thing, the same for every repetition of the request. */
  newId<Kind extends string>(kind: Kind): Id<Kind>;
}

export interface Command extends OpenCommand {
  readonly policy: PolicySet;
}

interface Request {
  readonly requestId: string;
  readonly minPosition?: string;
}

/** What every service has: its log, its one ordered loop, the plan and the persons it folds, and its edge. */
export interface Runtime extends AsyncDisposable {
  readonly service: string;
  readonly events: EventLog;
  readonly loop: Loop;
  readonly governance: Governance;
  /** Undefined where the service is configured without PostgreSQL. */
  readonly pool: pg.Pool | undefined;
  readonly log: Log;
  now(): Instant;
  /**
   * Waits for the request's `min_position`, and says who asks and under which policy. Throws RpcError:
   * FAILED_PRECONDITION `no-plan-in-force`, PERMISSION_DENIED `person-not-active`, DEADLINE_EXCEEDED.
   */
  command<R extends Request>(call: Call, request: R, type: MessageType<R>): Promise<Command>;
  /** The same for what is open before a plan is in force (architecture, *First start*). */
  openCommand<R extends Request>(call: Call, request: R, type: MessageType<R>): Promise<OpenCommand>;
  /** Waits until the view has covered a position ("": goes on at once); answers where the view stands. */
  covered(call: Pick<Call, "signal">, minPosition: string): Promise<Position>;
  /** Waits until the view has covered all that the log holds now: for a judgement that no lag may change. */
  coveredHead(call: Call): Promise<void>;
  /** Follows facts with commands to their owners, from each reaction's cursor on; needs PostgreSQL. */
  follow<E extends DomainEvent>(reactions: readonly Reaction<E>[]): Promise<void>;
  /**
   * Serves at once, and is ready when the views have covered the log as it stood, and what `open` then does is done. What
   * it answers disposes of everything.
   */
  serve(services: readonly Service[], open?: () => Promise<void>): Promise<Serving>;
}

/** What a service's runtime is made of: its own events, those it follows, and the fold of its views. */
export interface RuntimeOptions<E extends DomainEvent> {
  readonly own: EventCatalog;
  readonly follows: readonly EventCatalog[];
  /** Pure; called in the order of the log, once per event. */
  readonly fold: (recorded: Recorded<E>) => void;
  /** Where the service listens besides `listen`, `host:port`. */
  readonly listeners?: readonly string[];
}

/** A service that writes no personal data needs no PostgreSQL. */
export type RuntimeConfig = Omit<ServiceConfig, keyof PostgresConfig> & PostgresConfig;

/** Opens store, keys and loop; nothing is served yet. */
export async function openRuntime<E extends DomainEvent>(
  config: RuntimeConfig,
  log: Log,
  { own, follows, fold, listeners = [] }: RuntimeOptions<E>,
): Promise<Runtime> {
  await using opening = new AsyncDisposableStack();
  const { service } = own;
  const tls = readTls(config);
  refuseDevelopmentOffLoopback([config.listen, ...listeners], { ca: tls.ca, issuer: config.staffIssuer });
  const { environment } = identityOfCertificate(tls.cert);
  if (environment !== config.env)
    throw new ConfigRefused(`The configuration is refused: RMP_ENV is not the environment of our certificate.`);
  const store = opening.use(
    openEventStore({
      connectionString: config.eventStore,
      credentials: readSecret(config.eventStoreCredentialsFile),
      log,
    }),
  );
  const pool = openPool(config, log);
  if (pool) opening.defer(() => pool.end());
  const keyring = await openKeyring(service, pool, config);
  const followed = [...new Set([governanceEvents, ...follows])].filter((catalog) => catalog !== own);
  const events = createEventLog({ store, keyring, own, follows: followed });
  const governance = createGovernance(config.providerId);
  const loop = opening.use(
    startLoop({
      store,
      log: events,
      categories: [own, ...followed].flatMap(({ categories }) => categories),
      fold: (recorded) => {
        governance.apply(recorded);
        // The loop brings events of the catalogs above and no other.
        fold(recorded as Recorded<E>);
      },
    }),
  );
  const now = (): Instant => instant(Date.now());
  let ready = false;
  loop.ready.then(
    () => {
      ready = true;
    },
    // Told by `failed`.
    () => {},
  );
  const covered: Runtime["covered"] = async (call, minPosition) => {
    if (!ready) throw new RpcError("UNAVAILABLE", "The views are catching up with the log.", { retryAfterMs: 1_000 });
    const position = positionIn("min_position", minPosition);
    if (position !== undefined) await loop.cover(position, call.signal);
    return loop.position();
  };
  const deps = {
    service,
    now,
    macKeys: readKeys(config.requestMacKeysFile),
    rulesAt: (at: Instant) => ({
      planVersion: governance.planInForce(at)?.version ?? "none",
      policyHash: governance.inForce(at)?.policy.policyHash ?? "none",
    }),
    isActive: governance.isActive,
  };
  const openCommand: Runtime["openCommand"] = async (call, request, type) => {
    await covered(call, request.minPosition ?? "");
    const context = await commandContext(call, request, type, deps);
    const { actor: by, at, caller, method, requestId } = context;
    return { context, by, at, newId: (kind) => derivedId(kind, caller, method, requestId) };
  };
  const closing = opening.move();
  const dispose = (): Promise<void> => closing.disposeAsync();
  return {
    service,
    events,
    loop,
    governance,
    pool,
    log,
    now,
    covered,
    coveredHead: async (call) => loop.cover(await store.readHead(), call.signal),
    openCommand,
    async command(call, request, type) {
      const open = await openCommand(call, request, type);
      const inForce = governance.inForce(open.at);
      if (!inForce)
        throw refused("FAILED_PRECONDITION", "no-plan-in-force", "Plan I", "No plan with its policy set is in force.");
      return { ...open, policy: inForce.policy.policySet };
    },
    async follow(reactions) {
      if (!pool) throw new Error("reactions keep their cursors in PostgreSQL, which is not configured");
      const cursors = await postgresCursors({ pool, schema: service });
      const rules = () => deps.rulesAt(now());
      const how = { loop, log: events, cursors, classify: verdictOf, now, rules, logger: log };
      closing.use(await startReactions(reactions, how));
    },
    serve: (services, open = async () => {}) => startServing(services, { config, tls, log, loop, open, dispose }),
    [Symbol.asyncDispose]: dispose,
  };
}
