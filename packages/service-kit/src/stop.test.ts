import { once } from "node:events";
import { AuthorizeCallsRequest, AuthorizeCallsResponse } from "@rmp/proto/rmp/attestation/v1/calls";
import {
  GetCustomerRequest,
  GetCustomerResponse,
  WatchCustomerRequest,
  WatchCustomerResponse,
} from "@rmp/proto/rmp/customer/v1/queries";
import { healthOf } from "@rmp/test-kit/health";
import { describe, expect, it } from "vitest";
import { failureOf, startFixture, tlsOf, told } from "../test/fixture.ts";
import { decodeError, endWith } from "./errors.ts";

const customerId = "6f7d5c1e-2b0a-4c38-9d41-52d0b7a6e4f3";
const LONG_MS = 60_000;

describe("a server that stops", () => {
  it("ends a subscription with UNAVAILABLE, long before its drain time", async () => {
    const { promise: reason, resolve } = Promise.withResolvers<unknown>();
    const fixture = await startFixture({
      drainMs: LONG_MS,
      customers: {
        async *watchCustomer(_request, { signal }) {
          yield WatchCustomerResponse.create({ position: "1" });
          await once(signal, "abort");
          resolve(signal.reason);
        },
      },
    });
    const client = await fixture.customersAs("tool/desk");
    const views = client.watchCustomer(WatchCustomerRequest.create({ customerId }))[Symbol.asyncIterator]();
    await views.next();
    await fixture.server[Symbol.asyncDispose]();
    expect(told(await failureOf(views.next()))).toEqual({
      code: "UNAVAILABLE",
      message: "The server stops; call again.",
    });
    expect(await reason).toMatchObject({ code: "UNAVAILABLE" });
    await fixture[Symbol.asyncDispose]();
  });

  it("leaves it to a handler that owns its stream to answer what it took, and to end it", async () => {
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const fixture = await startFixture({
      drainMs: LONG_MS,
      calls: {
        authorizeCalls: {
          validate: false,
          response: AuthorizeCallsResponse,
          duplex(stream, { signal }) {
            stream.on("data", begin);
            signal.addEventListener("abort", () => {
              stream.write(AuthorizeCallsResponse.create({ decisions: [{ callId: "taken" }] }));
              endWith(stream, decodeError(signal.reason));
            });
          },
        },
      },
    });
    const stream = (await fixture.callsAs("tool/desk")).authorizeCalls();
    stream.write(AuthorizeCallsRequest.create());
    const answers = stream[Symbol.asyncIterator]();
    await begun;
    const stopped = fixture.server[Symbol.asyncDispose]();
    expect((await answers.next()).value).toEqual(AuthorizeCallsResponse.create({ decisions: [{ callId: "taken" }] }));
    expect(decodeError(await answers.next().catch((error: unknown) => error))).toMatchObject({
      code: "UNAVAILABLE",
      message: "The server stops; call again.",
    });
    await stopped;
    await fixture[Symbol.asyncDispose]();
  });

  it("cuts off a stream that its handler does not end within the drain time", async () => {
    const fixture = await startFixture({
      drainMs: 50,
      calls: {
        authorizeCalls: {
          validate: false,
          response: AuthorizeCallsResponse,
          duplex: (stream) => void stream.on("data", () => stream.write(AuthorizeCallsResponse.create())),
        },
      },
    });
    const stream = (await fixture.callsAs("tool/desk")).authorizeCalls();
    stream.write(AuthorizeCallsRequest.create());
    const answers = stream[Symbol.asyncIterator]();
    await answers.next();
    await fixture.server[Symbol.asyncDispose]();
    expect(decodeError(await answers.next().catch((error: unknown) => error)).code).toBe("CANCELLED");
    await fixture[Symbol.asyncDispose]();
  });

  it("says that it is not ready to whoever watches its health, and does not wait for them", async () => {
    const fixture = await startFixture({ drainMs: LONG_MS });
    const probe = { address: fixture.address, tls: await tlsOf("tool/probe"), server: "service/customer" } as const;
    const health = healthOf("readiness", probe);
    const seen = [(await health.next()).value];
    fixture.server.health.ready(true);
    seen.push((await health.next()).value);
    await fixture.server[Symbol.asyncDispose]();
    seen.push((await health.next()).value);
    expect(seen).toEqual(["NOT_SERVING", "SERVING", "NOT_SERVING"]);
    expect((await failureOf(health.next())).message).toBe("The server stops; call again.");
    await fixture[Symbol.asyncDispose]();
  });

  it("lets a running call finish", async () => {
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const { promise: stopping, resolve: stop } = Promise.withResolvers<void>();
    const fixture = await startFixture({
      drainMs: LONG_MS,
      customers: {
        getCustomer: async () => {
          begin();
          await stopping;
          return GetCustomerResponse.create({ position: "7" });
        },
      },
    });
    const client = await fixture.customersAs("tool/desk");
    const call = client.getCustomer(GetCustomerRequest.create({ customerId }));
    await begun;
    const stopped = fixture.server[Symbol.asyncDispose]();
    stop();
    expect((await call).position).toBe("7");
    await stopped;
    await fixture[Symbol.asyncDispose]();
  });

  it("cuts off a call that outlasts its drain time", async () => {
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const fixture = await startFixture({
      drainMs: 50,
      customers: {
        getCustomer: () => {
          begin();
          return Promise.withResolvers<GetCustomerResponse>().promise;
        },
      },
    });
    const client = await fixture.customersAs("tool/desk");
    const call = failureOf(client.getCustomer(GetCustomerRequest.create({ customerId })));
    await begun;
    await fixture.server[Symbol.asyncDispose]();
    expect((await call).code).toBe("CANCELLED");
    await fixture[Symbol.asyncDispose]();
  });
});
