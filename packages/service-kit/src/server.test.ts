import { Client, credentials, type ServiceError, status } from "@grpc/grpc-js";
import {
  CustomerQueryServiceService,
  GetCustomerRequest,
  GetCustomerResponse,
  ListCustomersResponse,
} from "@rmp/proto/rmp/customer/v1/queries";
import { describe, expect, it } from "vitest";
import { ca, failureOf, signToken, startFixture, tlsOf, told } from "../test/fixture.ts";
import { createDevelopmentCa } from "./development-ca.ts";
import { refused } from "./errors.ts";

const customerId = "6f7d5c1e-2b0a-4c38-9d41-52d0b7a6e4f3";
const request = GetCustomerRequest.create({ customerId });
const response = GetCustomerResponse.create({ position: "7" });
const method = "/rmp.customer.v1.CustomerQueryService/GetCustomer";

describe("who is let in", () => {
  it("an allowed caller, whom the handler knows by its certificate", async () => {
    const callers: string[] = [];
    await using fixture = await startFixture({
      customers: {
        getCustomer: async (_request, { caller }) => {
          callers.push(caller.path);
          return response;
        },
      },
    });
    const client = await fixture.customersAs("tool/desk");
    expect(await client.getCustomer(request)).toEqual(response);
    expect(callers).toEqual(["tool/desk"]);
  });

  it("no connection without a certificate", async () => {
    await using fixture = await startFixture();
    const { path, requestSerialize, responseDeserialize } = CustomerQueryServiceService.getCustomer;
    const client = new Client(fixture.address, credentials.createSsl(Buffer.from(ca.cert)));
    const { promise: failure, resolve } = Promise.withResolvers<ServiceError | null>();
    client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, resolve);
    expect((await failure)?.code).toBe(status.UNAVAILABLE);
    client.close();
  });

  it("no connection with a certificate of another CA", async () => {
    await using fixture = await startFixture();
    const stranger = await createDevelopmentCa("another CA", 1);
    const { cert, key } = await tlsOf("tool/desk", stranger);
    const client = await fixture.customersAs("tool/desk", { tls: { ...(await tlsOf("tool/desk")), cert, key } });
    expect((await failureOf(client.getCustomer(request))).code).toBe("UNAVAILABLE");
  });

  it("PERMISSION_DENIED for a caller that the method does not name, before its token is looked at", async () => {
    await using fixture = await startFixture({ callers: ["service/enforcement", "tool/desk"] });
    const client = await fixture.customersAs("reader/audit", { token: "no token at all" });
    expect(told(await failureOf(client.getCustomer(request, { correlationId: "chain-1" })))).toEqual({
      code: "PERMISSION_DENIED",
      message: `reader/audit may not call ${method}.`,
      reason: "caller-not-allowed",
    });
    expect(fixture.logged().map(({ time: _time, ...line }) => line)).toEqual([
      {
        level: "info",
        service: "customer",
        method,
        code: "PERMISSION_DENIED",
        reason: "caller-not-allowed",
        caller: "reader/audit",
        correlationId: "chain-1",
        msg: "call refused",
      },
    ]);
  });

  it.each([
    ["another environment", () => tlsOf("tool/desk", undefined, "production")],
    ["no identity of ours", () => tlsOf("guest/desk")],
  ])("PERMISSION_DENIED for a certificate of %s", async (_what, tls) => {
    await using fixture = await startFixture();
    const client = await fixture.customersAs("tool/desk", { tls: await tls(), server: undefined });
    expect((await failureOf(client.getCustomer(request))).code).toBe("PERMISSION_DENIED");
  });

  it("a server that is not the expected one gets no call", async () => {
    await using fixture = await startFixture();
    const client = await fixture.customersAs("tool/desk", { server: "service/enforcement" });
    expect((await failureOf(client.getCustomer(request))).code).toBe("UNAVAILABLE");
  });
});

describe("who acts", () => {
  const acting = () =>
    startFixture({
      customers: {
        getCustomer: async (_request, call) =>
          GetCustomerResponse.create({ position: (await call.person())?.subject ?? "nobody" }),
      },
    });

  it("the person of the staff token", async () => {
    await using fixture = await acting();
    const client = await fixture.customersAs("tool/desk");
    expect((await client.getCustomer(request, { token: await signToken() })).position).toBe("olga");
  });

  it("the service itself without a token", async () => {
    await using fixture = await acting();
    const client = await fixture.customersAs("tool/desk");
    expect((await client.getCustomer(request)).position).toBe("nobody");
  });

  it("nobody with a bad one, even where the handler would not have asked", async () => {
    await using fixture = await startFixture({ customers: { getCustomer: async () => response } });
    const client = await fixture.customersAs("tool/desk");
    expect(told(await failureOf(client.getCustomer(request, { token: "secret-but-wrong" })))).toEqual({
      code: "UNAUTHENTICATED",
      message: "The staff token is refused: it is no JSON Web Token.",
    });
    expect(JSON.stringify(fixture.logged())).not.toContain("secret-but-wrong");
  });
});

describe("what a caller is told of a failure", () => {
  it("a refusal with its reason, section and detail", async () => {
    const refusal = refused("FAILED_PRECONDITION", "calls-not-held", "Plan II", "Two calls are needed.", { held: "1" });
    await using fixture = await startFixture({
      customers: {
        getCustomer: async () => {
          throw refusal;
        },
      },
    });
    const client = await fixture.customersAs("tool/desk");
    const { code, reason, planSection, message, detail } = await failureOf(client.getCustomer(request));
    expect({ code, reason, planSection, message, detail }).toEqual({
      code: "FAILED_PRECONDITION",
      reason: "calls-not-held",
      planSection: "Plan II",
      message: "Two calls are needed.",
      detail: { held: "1" },
    });
  });

  it.each([
    ["StoreUnavailable", "UNAVAILABLE"],
    ["Contended", "ABORTED"],
    ["RequestIdReused", "INVALID_ARGUMENT"],
  ])("%s as %s", async (name, code) => {
    await using fixture = await startFixture({
      customers: {
        getCustomer: async () => {
          throw Object.assign(new Error("about +12025550100"), { name });
        },
      },
    });
    const client = await fixture.customersAs("tool/desk");
    expect((await failureOf(client.getCustomer(request))).code).toBe(code);
    expect(fixture.logged()).toMatchObject([{ level: "warn", code, error: { name }, msg: "call failed" }]);
    expect(JSON.stringify(fixture.logged())).not.toContain("+12025550100");
  });

  it("INTERNAL without detail of what nobody foresaw, logged without its message", async () => {
    await using fixture = await startFixture({
      customers: {
        getCustomer: async () => {
          throw new TypeError("cannot read Jane Roe of undefined");
        },
      },
    });
    const client = await fixture.customersAs("tool/desk");
    const failure = await failureOf(client.getCustomer(request, { correlationId: "chain-2" }));
    expect(told(failure)).toEqual({ code: "INTERNAL", message: "internal error" });
    const [line, ...others] = fixture.logged();
    expect(others).toEqual([]);
    expect(line).toMatchObject({ level: "error", method, code: "INTERNAL", correlationId: "chain-2" });
    expect(line).toMatchObject({ error: { name: "TypeError" } });
    expect(JSON.stringify(line)).toContain("server.test.ts");
    expect(JSON.stringify(line)).not.toContain("Jane Roe");
  });

  it("INTERNAL of a response that cannot be written, which is logged", async () => {
    // As from a handler that the compiler was talked out of checking.
    const broken = { customer: {} } as unknown as GetCustomerResponse;
    await using fixture = await startFixture({ customers: { getCustomer: async () => broken } });
    const client = await fixture.customersAs("tool/desk");
    expect((await failureOf(client.getCustomer(request))).code).toBe("INTERNAL");
    expect(fixture.logged()).toMatchObject([{ level: "error", method, code: "INTERNAL", msg: "response not written" }]);
  });

  it("RESOURCE_EXHAUSTED for a message over 1 MiB", async () => {
    await using fixture = await startFixture({
      customers: {
        listCustomers: async () => ListCustomersResponse.create({ position: "1".repeat(1024 * 1024) }),
      },
    });
    const client = await fixture.customersAs("tool/desk");
    const tooLong = GetCustomerRequest.create({ customerId: "x".repeat(1024 * 1024) });
    expect((await failureOf(client.getCustomer(tooLong))).code).toBe("RESOURCE_EXHAUSTED");
    expect((await failureOf(client.listCustomers({ stage: 0, minPosition: "" }))).code).toBe("RESOURCE_EXHAUSTED");
  });
});
