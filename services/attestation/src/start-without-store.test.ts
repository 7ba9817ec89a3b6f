import { mkdtemp, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { attempt, authorize } from "@rmp/deploy-local/demo/place-call";
import { SPC } from "@rmp/deploy-local/secrets";
import { createDevelopmentStiCa } from "@rmp/passport/development-sti-ca";
import { Decision } from "@rmp/proto/rmp/attestation/v1/calls";
import { failureOf } from "@rmp/test-kit/platform";
import { describe, expect, it } from "vitest";
import { converse, gist } from "../test/calls.ts";
import { directory, startUnreadableStore, startWithoutStore } from "../test/started.ts";

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
    expect(service.logged()).toContain("info: answers; emergency calls alone until ready");
    expect(gist(await authorize(service, emergency()))).toEqual(passed);
    expect(await failureOf(authorize(service, ordinary()))).toMatchObject(starting);
    const ends = [{ callId: "call-1", sipStatus: 200 }];
    expect(await failureOf(service.attestation.reportCallEnds({ ends }))).toMatchObject(starting);
  });

  it("passes the emergency calls of a stream, behind calls that it asks for again", async () => {
    await using service = await startWithoutStore();
    using conversation = converse(service);
    const [first, behind] = [ordinary(), emergency()];
    const undecided = { reason: "service-starting", retryAfterSeconds: 1 };
    conversation.say({ calls: [first] });
    expect(await conversation.hear()).toEqual([
      { ...Decision.create(), callId: first.callId, outcome: { $case: "undecided", value: undecided } },
    ]);
    conversation.say({ calls: [behind] });
    expect((await conversation.hear())?.map(gist)).toEqual([passed]);
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

describe("trouble on the journal's disk", () => {
  const newDirectory = () => mkdtemp(join(directory, "journal-"));

  it("while nothing can be written: emergency calls pass, and health says so of the journal", async () => {
    const journalDirectory = await newDirectory();
    await symlink("/dev/full", join(journalDirectory, "0000000001.journal"));
    await using service = await startWithoutStore({ journalDirectory });
    const journal = service.health("journal");
    const before = await journal.next();
    expect(gist(await authorize(service, emergency()))).toEqual(passed);
    expect([before, await journal.next()].map(({ value }): unknown => value)).toEqual(["SERVING", "NOT_SERVING"]);
  });

  it("that has emptied the place files keeps no call waiting, and is said; nothing is shipped", async () => {
    const journalDirectory = await newDirectory();
    const places = ["ended", "minutes", "reports"].map((name) => join(journalDirectory, `${name}.place.json`));
    for (const place of places) await writeFile(place, "");
    await using service = await startWithoutStore({ journalDirectory });
    const readiness = service.health("readiness");
    await readiness.next();
    await service.startStore();
    expect(await readiness.next()).toEqual({ done: false, value: "SERVING" });
    await service.hears("ended.place.json unreadable");
    for (const shipper of ["minutes", "reports"]) await service.hears(shipper, "shipper waits", "SyntaxError");
  });
});

describe("an event that cannot be read", () => {
  it("is named, and emergency calls pass alone from then on", async () => {
    await using store = await startUnreadableStore();
    await using service = await startWithoutStore({ eventStore: store.eventStore });
    await service.hears("cannot be ready any more", store.event);
    await service.hears("emergency calls alone until a restart");
    expect(gist(await authorize(service, emergency()))).toEqual(passed);
    expect(await failureOf(authorize(service, ordinary()))).toMatchObject(starting);
    expect((await service.health("readiness").next()).value).toBe("NOT_SERVING");
    expect(service.failed).toBeUndefined();
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
    expect((await service.health("certificate").next()).value).toBe("NOT_SERVING");
    expect(gist(await authorize(service, emergency()))).toEqual(passed);
  });

  it("of another provider, keeps it from starting", async () => {
    await expect(startWithoutStore(await credentialOf("other", -1, 1, "9999"))).rejects.toThrow(
      `the leaf certificate is for SPC 9999, and this provider is ${SPC}`,
    );
  });
});
