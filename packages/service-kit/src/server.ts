import { promisify } from "node:util";
import { Server as GrpcServer } from "@grpc/grpc-js";
import { DRAIN_MS, serverOptions } from "./channel-options.ts";
import { RpcError } from "./errors.ts";
import { addHealth, type Health } from "./health.ts";
import { identityOfCertificate } from "./identity.ts";
import type { Log } from "./log.ts";
import type { EndStream, WritableCall } from "./serve.ts";
import { implement, type Service } from "./service.ts";
import type { StaffTokens } from "./staff-token.ts";
import { serverCredentials, type Tls } from "./tls.ts";
import type { Validation } from "./validation.ts";

export interface ServerOptions {
  /** `host:port`; port 0 takes a free one. */
  readonly listen: string;
  readonly tls: Tls;
  readonly services: readonly Service[];
  readonly validation: Validation;
  readonly staffTokens: StaffTokens;
  readonly log: Log;
  /** How long a stop waits for running calls, in milliseconds. */
  readonly drainMs?: number;
}

export interface Server extends AsyncDisposable {
  readonly port: number;
  /** `ready`: what is answered for `readiness`; false until it is first called. */
  readonly health: Health;
  /**
   * Not ready, streams ended with UNAVAILABLE (by the server, or by the handler that owns one), running calls finished
   * within the drain time, the rest cut off.
   */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Serves over mTLS: without a certificate of the CA there is no connection, and a method is open only to its callers, of
 * the environment that our own certificate names. Rejects where the address is taken or a proto rule does not compile.
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { listen, tls, services, validation, staffTokens, log, drainMs = DRAIN_MS } = options;
  const server = new GrpcServer(serverOptions);
  const streams = openStreams();
  const { environment } = identityOfCertificate(tls.cert);
  const health = addHealth(server, streams.track);
  for (const each of services) {
    const { definition, implementation } = implement(
      each,
      { environment, staffTokens, log, track: streams.track },
      validation,
    );
    server.addService(definition, implementation);
  }
  const port = await bind(server, listen, tls);
  return {
    port,
    health,
    async [Symbol.asyncDispose]() {
      health.ready(false);
      streams.end();
      await drain(server, `${listen.slice(0, listen.lastIndexOf(":"))}:${port}`, drainMs);
    },
  };
}

const bind = (server: GrpcServer, listen: string, tls: Tls): Promise<number> =>
  promisify(server.bindAsync.bind(server))(listen, serverCredentials(tls));

/** The streams under way, each with what ends it. Nobody else would end them, and a server waits for its streams. */
function openStreams() {
  const open = new Map<WritableCall, EndStream>();
  let stopping = false;
  const stops = (): RpcError => new RpcError("UNAVAILABLE", "The server stops; call again.");
  return {
    track(raw: WritableCall, end: EndStream): void {
      if (stopping) return end(stops());
      open.set(raw, end);
      raw.once("cancelled", () => open.delete(raw));
    },
    end(): void {
      stopping = true;
      for (const end of open.values()) end(stops());
    },
  };
}

/** A socket in the middle of its TLS handshake is no connection yet: nothing cuts it off, and nobody waits for it. */
const HANDSHAKES_MS = 500;

/** Resolves when every call has ended or been cut off, which happens after the drain time. */
async function drain(server: GrpcServer, address: string, drainMs: number): Promise<void> {
  // Before tryShutdown, which makes it forget its connections. forceShutdown knows none while channelz is off.
  server.drain(address, drainMs);
  const { promise: outOfTime, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, drainMs + HANDSHAKES_MS);
  await Promise.race([promisify(server.tryShutdown.bind(server))(), outOfTime]);
  clearTimeout(timer);
}
