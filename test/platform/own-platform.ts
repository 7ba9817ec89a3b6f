import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Cast, logIn } from "@rmp/deploy-local/cast";
import { type Clients, connectAs } from "@rmp/deploy-local/clients";
import { adoptPlan } from "@rmp/deploy-local/demo/adopt-plan";
import { type Platform, startPlatform } from "@rmp/deploy-local/platform";
import { RpcError } from "@rmp/service-kit/errors";
import { silent } from "@rmp/test-kit/platform";

/** A platform as it is before its first start's first command: nobody registered, no plan. */
export interface NewPlatform extends AsyncDisposable {
  readonly platform: Platform;
  readonly operator: Clients;
  readonly desk: Clients;
  readonly sbc: Clients;
  readonly cast: Cast;
}

/** A platform that a test may break: its own processes on its own data directory, plan v2 in force. */
export interface OwnPlatform extends NewPlatform {
  /** `kill -9`, then starts the part again on the same port and data. */
  killAndRestart(name: string): Promise<void>;
  /**
   * Repeats a command, under its one request id, until it is acknowledged. After a failure that says nothing of the
   * outcome it waits for the end of the restart under way.
   */
  untilAcknowledged<T>(command: () => Promise<T>): Promise<T>;
}

const passing = ["UNAVAILABLE", "DEADLINE_EXCEEDED", "CANCELLED", "ABORTED"];

export async function newPlatform(): Promise<NewPlatform> {
  const dataDirectory = await mkdtemp(join(tmpdir(), "rmp-own-"));
  await using opening = new AsyncDisposableStack();
  opening.defer(() => rm(dataDirectory, { recursive: true, force: true }));
  const platform = opening.use(await startPlatform(dataDirectory));
  const operator = opening.use(connectAs("operator-platform", platform));
  const desk = opening.use(connectAs("tool-staff-desk", platform));
  const sbc = opening.use(connectAs("sbc-demo", platform));
  const cast = await logIn(platform);
  const owned = opening.move();
  return { platform, operator, desk, sbc, cast, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

export async function ownPlatform(): Promise<OwnPlatform> {
  await using opening = new AsyncDisposableStack();
  const started = opening.use(await newPlatform());
  const { platform, operator, desk, cast } = started;
  await adoptPlan(silent, operator, desk, cast);
  let restarting: Promise<unknown> = Promise.resolve();
  const owned = opening.move();
  return {
    ...started,
    async killAndRestart(name) {
      const child = platform.children.get(name);
      if (!child) throw new Error(`${name} does not run`);
      child.kill("SIGKILL");
      restarting = child.exited.then(() => platform.restart(name));
      await restarting;
    },
    async untilAcknowledged(command) {
      for (;;) {
        try {
          return await command();
        } catch (error) {
          if (!(error instanceof RpcError) || !passing.includes(error.code)) throw error;
          await restarting;
        }
      }
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
