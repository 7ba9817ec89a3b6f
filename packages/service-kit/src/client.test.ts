import { once } from "node:events";
import {
  GetCustomerRequest,
  GetCustomerResponse,
  WatchCustomerRequest,
  WatchCustomerResponse,
} from "@rmp/proto/rmp/customer/v1/queries";
import { describe, expect, it } from "vitest";
import { failureOf, startFixture } from "../test/fixture.ts";
import { RpcError } from "./errors.ts";

const customerId = "6f7d5c1e-2b0a-4c38-9d41-52d0b7a6e4f3";
const request = GetCustomerRequest.create({ customerId });

describe("a call", () => {
  it("carries the chain it belongs to", async () => {
    await using fixture = await startFixture({
      customers: {
        getCustomer: async (_request, { correlationId }) => GetCustomerResponse.create({ position: correlationId }),
      },
    });
    const client = await fixture.customersAs("tool/desk");
    expect((await client.getCustomer(request, { correlationId: "chain-1" })).position).toBe("chain-1");
  });

  it("without one, or with what cannot be an id, begins a chain", async () => {
    await using fixture = await startFixture({
      customers: {
        getCustomer: async (_request, { correlationId }) => GetCustomerResponse.create({ position: correlationId }),
      },
    });
    const client = await fixture.customersAs("tool/desk");
    const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
    expect((await client.getCustomer(request)).position).toMatch(uuid);
    expect((await client.getCustomer(request, { correlationId: "Jane Roe" })).position).toMatch(uuid);
  });

  it("is never without a deadline", async () => {
    await using fixture = await startFixture({
      customers: {
        getCustomer: async (_request, { deadline }) =>
          GetCustomerResponse.create({ position: String((deadline?.getTime() ?? 0) > Date.now()) }),
      },
    });
    const client = await fixture.customersAs("tool/desk");
    expect((await client.getCustomer(request)).position).toBe("true");
  });

  it("is repeated on UNAVAILABLE where that is safe, and only there", async () => {
    const attempts = { getCustomer: 0, listCustomers: 0 };
    const unavailable = (method: keyof typeof attempts) => async () => {
      if (++attempts[method] < 3) throw new RpcError("UNAVAILABLE", "not yet");
      return { customer: undefined, customers: [], position: "7" };
    };
    await using fixture = await startFixture({
      customers: { getCustomer: unavailable("getCustomer"), listCustomers: unavailable("listCustomers") },
    });
    const client = await fixture.customersAs("tool/desk", { repeatable: ["getCustomer"] });
    expect((await client.getCustomer(request)).position).toBe("7");
    expect((await failureOf(client.listCustomers({ stage: 0, minPosition: "" }))).code).toBe("UNAVAILABLE");
    expect(attempts).toEqual({ getCustomer: 3, listCustomers: 1 });
  });

  it("to nobody is UNAVAILABLE", async () => {
    await using fixture = await startFixture();
    const client = await fixture.customersAs("tool/desk", { address: "127.0.0.1:1" });
    expect((await failureOf(client.getCustomer(request))).code).toBe("UNAVAILABLE");
  });

  it("of a stream that is cancelled by its signal ends with CANCELLED", async () => {
    const caller = new AbortController();
    await using fixture = await startFixture({
      customers: {
        async *watchCustomer(_request, { signal }) {
          caller.abort();
          await once(signal, "abort");
          yield WatchCustomerResponse.create();
        },
      },
    });
    const client = await fixture.customersAs("tool/desk");
    const views = client.watchCustomer(WatchCustomerRequest.create({ customerId }), { signal: caller.signal });
    expect((await failureOf(views[Symbol.asyncIterator]().next())).code).toBe("CANCELLED");
  });
});
