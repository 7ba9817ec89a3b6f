import { type Cast, logIn } from "@rmp/deploy-local/cast";
import { type Clients, connectAs } from "@rmp/deploy-local/clients";
import { createStory } from "@rmp/deploy-local/demo/story";
import { findPlatform, type Platform } from "@rmp/deploy-local/platform";
import { RpcError } from "@rmp/service-kit/errors";
import { afterAll, inject } from "vitest";

/** The platform that the tests share, and who calls it. */
export interface PlatformUnderTest {
  readonly platform: Platform;
  /** The staff's tool, with no person's token of its own. */
  readonly desk: Clients;
  readonly operator: Clients;
  readonly sbc: Clients;
  readonly reader: Clients;
  readonly cast: Cast;
}

/** The demo's scenes as builders: nobody listens. */
export const silent = createStory(() => {});

/** Attaches to the platform that `platform-setup.ts` started; the connections end with the test file. */
export async function platformUnderTest(): Promise<PlatformUnderTest> {
  const platform = await findPlatform(inject("platform"));
  if (!platform) throw new Error("the platform of the tests does not run");
  const [desk, operator, sbc, reader] = (
    ["tool-staff-desk", "operator-platform", "sbc-demo", "reader-audit"] as const
  ).map((identity) => connectAs(identity, platform));
  if (!desk || !operator || !sbc || !reader) throw new Error("an identity is missing");
  afterAll(() => {
    for (const clients of [desk, operator, sbc, reader]) clients[Symbol.dispose]();
  });
  return { platform, desk, operator, sbc, reader, cast: await logIn(platform) };
}

/** What of a failed call a test compares: status, reason, section and the fields that were wrong. */
export interface Failure {
  readonly code: string;
  readonly reason?: string;
  readonly section?: string;
  readonly fields?: readonly string[];
}

/** The failure of a call that must fail; one that succeeds fails the test. */
export async function failureOf(call: Promise<unknown>): Promise<Failure> {
  const error = await call.then(
    () => undefined,
    (failure: unknown) => failure,
  );
  if (!(error instanceof RpcError)) throw new Error("the call should have failed with an RpcError", { cause: error });
  const { code, reason, planSection, violations } = error;
  return {
    code,
    ...(reason !== undefined && { reason }),
    ...(planSection !== undefined && { section: planSection }),
    ...(violations.length > 0 && { fields: violations.map(({ field }) => field) }),
  };
}
