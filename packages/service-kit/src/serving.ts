import { EventNotFolded, type Loop } from "@rmp/event-store/loop";
import type { ServiceConfig } from "./config.ts";
import type { Health } from "./health.ts";
import type { Log } from "./log.ts";
import type { Running } from "./process.ts";
import { startServer } from "./server.ts";
import type { Service } from "./service.ts";
import { createStaffTokens, remoteKeys } from "./staff-token.ts";
import type { Tls } from "./tls.ts";
import { createValidation, protoImage } from "./validation.ts";

/** A service that answers calls, ready or not. */
export interface Serving extends Running, Pick<Health, "tell"> {
  /** Rejects when it can be ready no more. Whoever does not hand it on to the process goes on answering without views. */
  readonly failed: Promise<never>;
}

export interface ServingDeps {
  readonly config: Pick<ServiceConfig, "listen" | "staffIssuer" | "staffAudience" | "staffJwks">;
  readonly tls: Tls;
  readonly log: Log;
  readonly loop: Pick<Loop, "ready" | "failed">;
  /** What is to be done before the service is ready, and needs views that have covered the log. */
  readonly open: () => Promise<void>;
  /** Ends what the methods use, the loop too. */
  readonly dispose: () => Promise<void>;
}

/**
 * Answers at once, and is ready when the views have covered the log as it stood and `open` is done. Where the loop or
 * `open` fails, so does the service: it says why, and is not ready any more.
 */
export async function startServing(services: readonly Service[], deps: ServingDeps): Promise<Serving> {
  const { config, tls, log, loop, open, dispose } = deps;
  const server = await startServer({
    listen: config.listen,
    tls,
    services,
    validation: createValidation(protoImage()),
    staffTokens: createStaffTokens({
      issuer: config.staffIssuer,
      audience: config.staffAudience,
      keys: remoteKeys(config.staffJwks, tls.ca),
    }),
    log,
  });
  /** It stops, or has failed: there is nothing more to be said of it. */
  let over = false;
  const becomeReady = async (): Promise<void> => {
    await loop.ready;
    await open();
    if (over) return;
    server.health.ready(true);
    log.info({ port: server.port }, "ready");
  };
  const failed = Promise.withResolvers<never>();
  const fail = (error: unknown): void => {
    if (over) return;
    over = true;
    server.health.ready(false);
    const event = error instanceof EventNotFolded ? error.event : undefined;
    log.error({ error, event }, "cannot be ready any more");
    failed.reject(error);
  };
  // Heard by who listens; a start that has not come so far yet does not end by it.
  failed.promise.catch(() => {});
  const opened = becomeReady().catch(fail);
  loop.failed.catch(fail);
  return {
    failed: failed.promise,
    tell: server.health.tell,
    async [Symbol.asyncDispose]() {
      over = true;
      await server[Symbol.asyncDispose]();
      await dispose();
      // What `open` is in the middle of may use what is disposed of next.
      await opened;
    },
  };
}
