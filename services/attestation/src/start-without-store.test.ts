import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { attempt, authorize } from "@rmp/deploy-local/demo/place-call";
import { SPC } from "@rmp/deploy-local/secrets";
import { createDevelopmentStiCa } from "@rmp/passport/development-sti-ca";
import { failureOf } from "@rmp/test-kit/platform";
import { describe, expect, it } from "vitest";
import { converse, gist } from "../test/calls.ts";
import { directory, startWithoutStore } from "../test/started.ts";

const DAY_MS = 86_400_000;
const from = { trunk: "trunk-1", callingNumber: "+12025550100" };
const emergency = () => attempt({ ...from, calledNumber: "911" });
const ordinary = () => attempt(from);
const passed = {
  outcome: { level: 0 },
  reasons: ["emergency-call"],
  planSection: "",
  evidence: [],
};
const starting = { code: "UNAVAILABLE", reason: "service-starting" };

describe("while the event store does not answer", () => {
  it("passes emergency calls, and asks for all else again", async () => {
    await using service = await startWithoutStore();
    expect(gist(await authorize(service, emergency()))).toEqual(passed);
    expect(await failureOf(authorize(service, ordinary()))).toMatchObject(starting);
    const ends = [{ callId: "call-1", sipStatus: 200 }];
    expect(await failureOf(service.attestation.reportCallEnds({ ends }))).toMatchObject(starting);
  });

  it("passes the emergency calls of a stream, and ends it for the others", async () => {
    await using service = await startWithoutStore();
    using conversation = converse(service);
    const call = emergency();
    conversation.say({ calls: [call, ordinary()] });
    expect((await conversation.hear())?.map(({ callId }) => callId)).toEqual([call.callId]);
    expect(await failureOf(conversation.hear())).toMatchObject(starting);
  });

  it("lives, is not ready, and is ready once the store is there", async () => {
    await using service = await startWithoutStore();
    const readiness = service.health("readiness");
    const first = [service.health(""), readiness, service.health("view")].map((health) => health.next());
    expect((await Promise.all(first)).map(({ value }): unknown => value)).toEqual([
      "SERVING",
      "NOT_SERVING",
      "NOT_SERVING",
    ]);
    await service.startStore();
    expect(await readiness.next()).toEqual({ done: false, value: "SERVING" });
    expect(gist(await authorize(service, ordinary())).reasons).toEqual(["no-plan-in-force"]);
    expect(gist(await authorize(service, emergency()))).toEqual(passed);
  });
});

describe("its signing certificate", () => {
  const credentialOf = async (name: string, fromDay: number, toDay: number, spc = SPC) => {
    const inDays = (days: number) => new Date(Date.now() + days * DAY_MS);
    const [notBefore, notAfter] = [inDays(fromDay), inDays(toDay)];
    const sti = await createDevelopmentStiCa({ spc, organization: "Test", notBefore, notAfter });
    const signingKeyFile = join(directory, `${name}.key`);
    const signingChainFile = join(directory, `${name}.pem`);
    await writeFile(signingKeyFile, sti.key, { mode: 0o600 });
    await writeFile(signingChainFile, sti.leaf + sti.intermediate);
    return { signingKeyFile, signingChainFile };
  };

  it.each([
    ["expired", -2, -1, "signing-certificate-expired"],
    ["not valid yet", 1, 2, "signing-certificate-not-yet-valid"],
  ])("%s: says so, and emergency calls pass", async (name, fromDay, toDay, fault) => {
    await using service = await startWithoutStore(await credentialOf(name, fromDay, toDay));
    expect(service.logged()).toContain(`error: ${fault}: every call is refused, emergency calls aside`);
    expect(gist(await authorize(service, emergency()))).toEqual(passed);
  });

  it("of another provider, keeps it from starting", async () => {
    await expect(startWithoutStore(await credentialOf("other", -1, 1, "9999"))).rejects.toThrow(
      `the leaf certificate is for SPC 9999, and this provider is ${SPC}`,
    );
  });
});
