import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { connect } from "node:tls";
import { connectAs } from "@rmp/deploy-local/clients";
import { LIMITS, onboard, refusalOf } from "@rmp/deploy-local/demo/onboarding";
import { CustomerKind, KycItem } from "@rmp/proto/rmp/customer/v1/commands";
import { CustomerStage, KycDisposition } from "@rmp/proto/rmp/customer/v1/queries";
import { createDevelopmentCa } from "@rmp/service-kit/development-ca";
import { failureOf, platformUnderTest, silent } from "@rmp/test-kit/platform";
import { describe, expect, it } from "vitest";
import { documents, heldCall, opening } from "../../test/commands.ts";

const { platform, desk, sbc, reader, cast } = await platformUnderTest();
const officer = { token: cast.officer.token };
const reviewer = { token: cast.reviewer.token };
const request = () => ({ requestId: randomUUID(), minPosition: "" });
const agreement = (customerId: string) => ({ ...request(), customerId, ...documents, signedBy: "Morgan Example" });
const notAllowed = { code: "PERMISSION_DENIED", reason: "caller-not-allowed" };

describe("a connection", () => {
  /** Whether the server begins to speak HTTP/2 to this client, or hangs up, saying why or not. */
  async function met(identity: { readonly cert?: string; readonly key?: string }): Promise<"welcome" | "turned away"> {
    const [host = "", port] = platform.addresses.services.customer.split(":");
    const ca = readFileSync(platform.secrets.ca);
    const { promise, resolve } = Promise.withResolvers<"welcome" | "turned away">();
    const socket = connect({ host, port: Number(port), ca, ALPNProtocols: ["h2"], ...identity });
    socket.once("data", () => resolve("welcome"));
    for (const end of ["error", "close"]) socket.once(end, () => resolve("turned away"));
    return promise.finally(() => socket.destroy());
  }

  it("is had with a certificate of the platform's CA", async () => {
    const { cert, key } = platform.secrets.tls("tool-staff-desk");
    expect(await met({ cert: readFileSync(cert, "utf8"), key: readFileSync(key, "utf8") })).toBe("welcome");
  });

  it("is not had without a certificate", async () => expect(await met({})).toBe("turned away"));

  it("is not had with the same name by another CA", async () => {
    const another = await createDevelopmentCa("Another CA", 1);
    expect(await met(await another.issue({ uri: "spiffe://rmp.development/tool/staff-desk" }))).toBe("turned away");
  });
});

describe("OpenOnboarding", () => {
  it("is answered the same for the same request; another body under its id is refused", async () => {
    const asked = opening();
    const first = await desk.customer.openOnboarding(asked, officer);
    expect(first.recorded).toMatchObject({ stream: `customer-${first.customerId}`, revision: 2n });
    expect(await desk.customer.openOnboarding(asked, officer)).toEqual(first);
    expect(await failureOf(desk.customer.openOnboarding({ ...asked, businessName: "Another LLC" }, officer))).toEqual({
      code: "INVALID_ARGUMENT",
      fields: ["request_id"],
    });
  });

  it("names the fields that are wrong", async () =>
    expect(
      await failureOf(
        desk.customer.openOnboarding({ requestId: "7", minPosition: "x", kind: 0, businessName: " " }, officer),
      ),
    ).toEqual({ code: "INVALID_ARGUMENT", fields: ["request_id", "min_position", "kind", "business_name"] }));

  it("refuses a consumer with the section of the plan", async () =>
    expect(
      await failureOf(desk.customer.openOnboarding({ ...opening(), kind: CustomerKind.CONSUMER }, officer)),
    ).toEqual({ code: "FAILED_PRECONDITION", reason: "consumer-not-served", section: "Plan II" }));

  it("refuses wholesale, on record, and the same request again as it did", async () => {
    const asked = { ...opening(), kind: CustomerKind.WHOLESALE };
    const first = await refusalOf(desk.customer.openOnboarding(asked, officer));
    expect([first.reason, first.detail["recorded"]]).toEqual([
      "wholesale-not-provided",
      expect.stringMatching(/^customer-[0-9a-f-]{36}@0$/),
    ]);
    expect((await refusalOf(desk.customer.openOnboarding(asked, officer))).detail).toEqual(first.detail);
  });

  it("is closed to an SBC and to a read-only identity", async () => {
    expect(await failureOf(sbc.customer.openOnboarding(opening()))).toEqual(notAllowed);
    expect(await failureOf(reader.customer.openOnboarding(opening()))).toEqual(notAllowed);
  });
});

describe("commands to a customer", () => {
  it("want the source of a call-back's number", async () => {
    const { customerId } = await desk.customer.openOnboarding(opening(), officer);
    const call = { ...request(), customerId, ...heldCall(), numberSource: "" };
    expect(await failureOf(desk.customer.recordHeldCall(call, officer))).toEqual({
      code: "INVALID_ARGUMENT",
      fields: ["number_source"],
    });
  });

  it("are answered the same for the same request, also where its fact is kept sealed", async () => {
    const { customerId } = await desk.customer.openOnboarding(opening(), officer);
    const asked = { ...request(), customerId, item: KycItem.CONTACT, value: "Morgan Example" };
    const first = await desk.customer.recordKycItem(asked, officer);
    expect(await desk.customer.recordKycItem(asked, officer)).toEqual(first);
    expect(await failureOf(desk.customer.recordKycItem({ ...asked, value: "Robin Example" }, officer))).toEqual({
      code: "INVALID_ARGUMENT",
      fields: ["request_id"],
    });
  });

  it("change nothing where what they ask for stands, under another request", async () => {
    const { customerId, trunk } = await onboard(silent, desk, cast);
    const approval = { customerId, limits: LIMITS };
    const approved = await desk.customer.approveCustomer({ ...request(), ...approval }, reviewer);
    const provisioned = await desk.customer.provisionTrunk({ ...request(), customerId, sbc: "demo", trunk }, officer);
    expect(provisioned.recorded).toEqual(approved.recorded);
  });

  it("want a cause that cites an event", async () => {
    using own = connectAs("service-customer", platform);
    const close = own.customer.closeCustomer({ ...request(), customerId: randomUUID(), cause: "because" });
    expect(await failureOf(close)).toEqual({ code: "INVALID_ARGUMENT", fields: ["cause"] });
  });
});

describe("Plan II, C-II-08: over real gRPC", () => {
  it("refuses the agreement before the calls, by a person and by a service, each on record", async () => {
    const { customerId } = await desk.customer.openOnboarding(opening(), officer);
    const early = agreement(customerId);
    const byPerson = await refusalOf(desk.customer.executeAgreement(early, officer));
    const byService = await refusalOf(desk.customer.executeAgreement(agreement(customerId)));
    expect(
      [byPerson, byService].map(({ code, reason, planSection, detail }) => [
        code,
        reason,
        planSection,
        detail["recorded"],
      ]),
    ).toEqual([
      ["FAILED_PRECONDITION", "calls-not-held", "Plan II", `customer-${customerId}@3`],
      ["FAILED_PRECONDITION", "not-a-person", "Plan II", `customer-${customerId}@4`],
    ]);
    expect((await refusalOf(desk.customer.executeAgreement(early, officer))).detail).toEqual(byPerson.detail);
  });

  it("takes a customer on board and shows them, also to an auditor", async () => {
    const { customerId, businessName, trunk, position } = await onboard(silent, desk, cast);
    const { customer } = await reader.customers.getCustomer({ customerId, minPosition: position });
    expect(customer).toMatchObject({
      customerId,
      businessName,
      kind: CustomerKind.BUSINESS,
      stage: CustomerStage.APPROVED,
      heldCalls: 2,
      callBacks: 1,
      questionnaireCompleted: true,
      regulationsAcknowledged: true,
      approvedLimits: LIMITS,
      trunks: [{ sbc: "demo", trunk }],
    });
    expect(customer?.agreement).toMatch(new RegExp(`^customer-${customerId}@\\d+$`));
    expect(customer?.kycItems.map(({ item, disposition }) => [item, disposition])).toEqual([
      ...[1, 2, 3, 4, 5].map((item) => [item, KycDisposition.VERIFIED]),
      [KycItem.CONTACT, KycDisposition.WAIVED],
    ]);
    expect(customer?.kycItems.at(-1)?.value).toBe("Morgan Example");
    const { customers } = await desk.customers.listCustomers({ stage: CustomerStage.APPROVED, minPosition: position });
    expect(customers).toContainEqual({ customerId, businessName, stage: CustomerStage.APPROVED });
  });

  it("gives no trunk to a second customer", async () => {
    const first = await onboard(silent, desk, cast);
    const second = await onboard(silent, desk, cast);
    const asked = { ...request(), customerId: second.customerId, sbc: "demo", trunk: first.trunk };
    expect(await failureOf(desk.customer.provisionTrunk(asked, officer))).toEqual({
      code: "FAILED_PRECONDITION",
      reason: "access-already-claimed",
      section: "Plan IV",
    });
  });

  it("approves nobody twice, and nobody without limits", async () => {
    const { customerId } = await onboard(silent, desk, cast);
    const approval = { customerId, limits: { callsPerSecond: 1, sessions: 1 } };
    expect(await failureOf(desk.customer.approveCustomer({ ...request(), ...approval }, reviewer))).toEqual({
      code: "FAILED_PRECONDITION",
      reason: "customer-already-approved",
      section: "Plan V",
    });
    const limits = { callsPerSecond: 0, sessions: 1 };
    expect(await failureOf(desk.customer.approveCustomer({ ...request(), customerId, limits }, reviewer))).toEqual({
      code: "INVALID_ARGUMENT",
      fields: ["limits.calls_per_second"],
    });
  });
});

describe("CustomerQueryService", () => {
  it("answers NOT_FOUND, also to who would watch", async () => {
    const customerId = randomUUID();
    const unknown = { code: "NOT_FOUND", reason: "customer-not-found", section: "Plan II" };
    expect(await failureOf(desk.customers.getCustomer({ customerId, minPosition: "" }))).toEqual(unknown);
    const watch = async () => {
      for await (const _ of desk.customers.watchCustomer({ customerId, fromPosition: "" })) return;
    };
    expect(await failureOf(watch())).toEqual(unknown);
  });

  it("shows a customer now and at each change", async () => {
    const { customerId, recorded } = await desk.customer.openOnboarding(opening(), officer);
    const stages: number[] = [];
    for await (const { customer } of desk.customers.watchCustomer({
      customerId,
      fromPosition: recorded?.position ?? "",
    })) {
      stages.push(customer?.stage ?? 0);
      if (stages.length > 1) break;
      await desk.customer.rejectCustomer({ ...request(), customerId, reason: "No such company." }, officer);
    }
    expect(stages).toEqual([CustomerStage.ONBOARDING, CustomerStage.DECLINED]);
  });

  it("is closed to an SBC", async () =>
    expect(await failureOf(sbc.customers.getCustomer({ customerId: randomUUID(), minPosition: "" }))).toEqual(
      notAllowed,
    ));
});
