import { isIPv4 } from "node:net";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import type { Context } from "./protocol/calls.ts";
import { registerServices } from "./protocol/services.ts";
import { rightsOf, unsecured } from "./rules/access.ts";
import { openDatabase } from "./storage/database.ts";
import { createLog } from "./storage/log.ts";
import { basicAuthentication, type StoredUser } from "./users.ts";

export interface EmbeddedEventStoreOptions {
  /** Folder of the database, made where missing; one process at a time. "memory": nothing is kept. */
  readonly dataDir: string;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: any free port. */
  readonly port?: number;
  /** PEM. Without it there is no authentication and no access rule, and only the loopback interface is served. */
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer };
  /** Who may call over TLS (`users.ts`). Default nobody. */
  readonly users?: readonly StoredUser[];
  /** Told once when the disk has refused a write; from then on appends are answered UNAVAILABLE. */
  readonly onFailure?: (error: unknown) => void;
}

export interface EmbeddedEventStore extends AsyncDisposable {
  readonly port: number;
}

/** A message of this size ends its call with RESOURCE_EXHAUSTED, as on EventStoreDB. */
const MESSAGE_LIMIT_BYTES = 16 * 1_048_576;

/** How long a stop waits for callers to take their last answers. */
const STOP_MS = 1_000;

/**
 * Starts the server; it listens when the promise resolves. Disposing commits what is queued, ends open calls with
 * UNAVAILABLE and closes the database. Throws `DataDirectoryInUse` when another process has the folder.
 */
export async function startEmbeddedEventStore(options: EmbeddedEventStoreOptions): Promise<EmbeddedEventStore> {
  const { dataDir, host = "127.0.0.1", port = 0, tls, users = [], onFailure } = options;
  if (!tls && !isLoopback(host)) throw new Error(`without TLS this server listens on loopback only, not on ${host}`);

  const log = createLog(openDatabase(dataDir), onFailure);
  const authenticate = basicAuthentication(users);
  const context: Context = {
    log,
    openCalls: new Set(),
    rights: async (authorization) => {
      if (!tls) return unsecured;
      const caller = await authenticate(authorization);
      return caller === "refused" ? caller : rightsOf(caller);
    },
  };
  const server = new Server({ "grpc.max_receive_message_length": MESSAGE_LIMIT_BYTES - 1 });
  registerServices(server, context);

  async function stop(): Promise<void> {
    log.flush();
    for (const call of context.openCalls) call.abort();
    await shutDown(server);
    log.close();
  }
  let stopped: Promise<void> | undefined;
  const dispose = () => (stopped ??= stop());
  try {
    return { port: await bind(server, `${host}:${port}`, credentials(tls)), [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await stop();
    throw error;
  }
}

const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "[::1]" || (isIPv4(host) && host.startsWith("127."));

const credentials = (tls: EmbeddedEventStoreOptions["tls"]): ServerCredentials =>
  tls
    ? ServerCredentials.createSsl(null, [{ cert_chain: tls.cert, private_key: tls.key }])
    : ServerCredentials.createInsecure();

const bind = (server: Server, address: string, credentials: ServerCredentials): Promise<number> =>
  new Promise((resolve, reject) => {
    server.bindAsync(address, credentials, (error, port) => (error ? reject(error) : resolve(port)));
  });

/** Ends in time even where a caller takes nothing any more. */
const shutDown = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    const force = setTimeout(() => server.forceShutdown(), STOP_MS);
    server.tryShutdown(() => {
      clearTimeout(force);
      resolve();
    });
  });
