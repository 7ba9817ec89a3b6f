import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { adoptPlan } from "@rmp/deploy-local/demo/adopt-plan";
import { logIn } from "@rmp/deploy-local/cast";
import { connectAs } from "@rmp/deploy-local/clients";
import { createStory } from "@rmp/deploy-local/demo/story";
import { startPlatform } from "@rmp/deploy-local/platform";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Data directory of a platform that runs while the tests do, with plan v2 in force. */
    readonly platform: string;
  }
}

/** One platform for all tests over real gRPC: each invents its own customer. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDirectory = await mkdtemp(join(tmpdir(), "rmp-test-"));
  const platform = await startPlatform(dataDirectory);
  using operator = connectAs("operator-platform", platform);
  using desk = connectAs("tool-staff-desk", platform);
  await adoptPlan(
    createStory(() => {}),
    operator,
    desk,
    await logIn(platform),
  );
  project.provide("platform", dataDirectory);
  return async () => {
    await platform[Symbol.asyncDispose]();
    await rm(dataDirectory, { recursive: true, force: true });
  };
}
