import { once } from "node:events";
import { AuthorizeCallsRequest, AuthorizeCallsResponse } from "@rmp/proto/rmp/attestation/v1/calls";
import {
  GetCustomerRequest,
  GetCustomerResponse,
  ListCustomersRequest,
  ListCustomersResponse,
  WatchCustomerRequest,
  WatchCustomerResponse,
} from "@rmp/proto/rmp/customer/v1/queries";
import { describe, expect, it } from "vitest";
import { failureOf, startFixture, told } from "../test/fixture.ts";
import { decodeError, RpcError } from "./errors.ts";

const customerId = "6f7d5c1e-2b0a-4c38-9d41-52d0b7a6e4f3";
const watch = WatchCustomerRequest.create({ customerId });
const view = (position: number) => WatchCustomerResponse.create({ position: String(position) });
const callsWith = (...callIds: string[]) =>
  AuthorizeCallsRequest.create({ ends: callIds.map((callId) => ({ callId })) });
const decided = (...callIds: string[]) =>
  AuthorizeCallsResponse.create({ decisions: callIds.map((callId) => ({ callId })) });

async function all<T>(stream: AsyncIterable<T>): Promise<readonly T[]> {
  const seen: T[] = [];
  for await (const each of stream) seen.push(each);
  return seen;
}

/** A signal's end, for a handler that has nothing else to do. */
const aborted = async (signal: AbortSignal): Promise<unknown> => {
  if (!signal.aborted) await once(signal, "abort");
  return signal.reason;
};

describe("a unary call's signal", () => {
  it("is aborted when the deadline passes", async () => {
    const { promise: reason, resolve } = Promise.withResolvers<unknown>();
    await using fixture = await startFixture({
      customers: {
        listCustomers: async () => ListCustomersResponse.create(),
        getCustomer: async (_request, { signal, deadline }) => {
          expect(deadline).toBeInstanceOf(Date);
          resolve(await aborted(signal));
          return signal.throwIfAborted() ?? GetCustomerResponse.create();
        },
      },
    });
    const client = await fixture.customersAs("tool/desk");
    // Connected first: otherwise a slow machine has used the deadline up before the handler begins.
    await client.listCustomers(ListCustomersRequest.create());
    const failure = await failureOf(client.getCustomer(GetCustomerRequest.create({ customerId }), { deadlineMs: 200 }));
    expect(failure.code).toBe("DEADLINE_EXCEEDED");
    expect(await reason).toMatchObject({ name: "RpcError", code: "DEADLINE_EXCEEDED" });
  });

  it("is aborted when the caller cancels, of which nothing is logged", async () => {
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const { promise: reason, resolve } = Promise.withResolvers<unknown>();
    await using fixture = await startFixture({
      customers: {
        getCustomer: async (_request, { signal }) => {
          begin();
          resolve(await aborted(signal));
          throw signal.reason;
        },
      },
    });
    const client = await fixture.customersAs("tool/desk");
    const caller = new AbortController();
    const call = failureOf(client.getCustomer(GetCustomerRequest.create({ customerId }), { signal: caller.signal }));
    await begun;
    caller.abort();
    expect((await call).code).toBe("CANCELLED");
    expect(await reason).toMatchObject({ name: "RpcError", code: "CANCELLED" });
    expect(fixture.logged()).toEqual([]);
  });
});

describe("a server stream", () => {
  it("brings what the handler yields, in order, and ends", async () => {
    await using fixture = await startFixture({
      customers: {
        async *watchCustomer() {
          yield view(1);
          yield view(2);
        },
      },
    });
    const client = await fixture.customersAs("tool/desk");
    expect(await all(client.watchCustomer(watch))).toEqual([view(1), view(2)]);
  });

  it("brings what came before a refusal, and then the refusal", async () => {
    await using fixture = await startFixture({
      customers: {
        async *watchCustomer() {
          yield view(1);
          throw new RpcError("NOT_FOUND", "No such customer.", { reason: "customer-unknown" });
        },
      },
    });
    const client = await fixture.customersAs("tool/desk");
    const seen: unknown[] = [];
    const failure = await failureOf(
      (async () => {
        for await (const each of client.watchCustomer(watch)) seen.push(each);
      })(),
    );
    expect(seen).toEqual([view(1)]);
    expect(told(failure)).toEqual({ code: "NOT_FOUND", message: "No such customer.", reason: "customer-unknown" });
  });

  it("ends at the server when its loop is left", async () => {
    const { promise: reason, resolve } = Promise.withResolvers<unknown>();
    await using fixture = await startFixture({
      customers: {
        async *watchCustomer(_request, { signal }) {
          yield view(1);
          resolve(await aborted(signal));
        },
      },
    });
    const client = await fixture.customersAs("tool/desk");
    for await (const _each of client.watchCustomer(watch)) break;
    expect(await reason).toMatchObject({ code: "CANCELLED" });
  });

  it("asks the handler for no more than the caller takes", async () => {
    const MESSAGES = 200;
    let produced = 0;
    const large = "9".repeat(64 * 1024);
    await using fixture = await startFixture({
      customers: {
        async *watchCustomer() {
          for (; produced < MESSAGES; produced++) yield WatchCustomerResponse.create({ position: large });
        },
      },
    });
    const client = await fixture.customersAs("tool/desk");
    let taken = 0;
    let ahead = 0;
    for await (const _each of client.watchCustomer(watch)) {
      taken++;
      ahead = Math.max(ahead, produced - taken);
    }
    expect(taken).toBe(MESSAGES);
    // Two stream buffers of 16 messages and an HTTP/2 window of about one; without back-pressure it is nearly all of them.
    expect(ahead).toBeLessThan(80);
  });
});

describe("a bidirectional stream", () => {
  it("hands the requests over one by one and answers in order", async () => {
    await using fixture = await startFixture({
      calls: {
        async *authorizeCalls(requests) {
          for await (const { ends } of requests) yield decided(...ends.map(({ callId }) => callId));
        },
      },
    });
    const stream = (await fixture.callsAs("tool/desk")).authorizeCalls();
    stream.write(callsWith("a"));
    stream.write(callsWith("b", "c"));
    stream.end();
    expect(await all(stream)).toEqual([decided("a"), decided("b", "c")]);
  });

  it("still answers where the handler reads no further", async () => {
    await using fixture = await startFixture({
      calls: {
        async *authorizeCalls(requests) {
          for await (const _request of requests) break;
          yield decided("last");
        },
      },
    });
    const stream = (await fixture.callsAs("tool/desk")).authorizeCalls();
    stream.write(callsWith("a"));
    expect(await all(stream)).toEqual([decided("last")]);
  });

  it("is refused at the request that breaks a rule", async () => {
    await using fixture = await startFixture({
      calls: {
        async *authorizeCalls(requests) {
          for await (const { ends } of requests) yield decided(...ends.map(({ callId }) => callId));
        },
      },
    });
    const stream = (await fixture.callsAs("tool/desk")).authorizeCalls();
    stream.write(callsWith("a"));
    stream.write(callsWith(""));
    const seen: unknown[] = [];
    const failure = await failureOf(
      (async () => {
        try {
          for await (const each of stream) seen.push(each);
        } catch (error) {
          throw decodeError(error);
        }
      })(),
    );
    expect(seen).toEqual([decided("a")]);
    expect({ code: failure.code, message: failure.message }).toEqual({
      code: "INVALID_ARGUMENT",
      message: "invalid: ends[0].call_id",
    });
  });
});
