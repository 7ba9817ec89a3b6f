import type { AttestationServiceService, AuthorizeCallsResponse } from "@rmp/proto/rmp/attestation/v1/calls";
import type { CustomerQueryServiceService } from "@rmp/proto/rmp/customer/v1/queries";
import { expectTypeOf, it } from "vitest";
import type { Client } from "./client.ts";
import type { Callers, Handler } from "./rpc.ts";

type Customers = typeof CustomerQueryServiceService;
type Calls = typeof AttestationServiceService;
type Listed = readonly ["tool/*"];

it("a table of callers that misses a method, or names one too many, does not compile", () => {
  expectTypeOf<{ getCustomer: Listed; listCustomers: Listed; watchCustomer: Listed }>().toExtend<Callers<Customers>>();
  expectTypeOf<{ getCustomer: Listed; listCustomers: Listed }>().not.toExtend<Callers<Customers>>();
  expectTypeOf<keyof Callers<Customers>>().toEqualTypeOf<"getCustomer" | "listCustomers" | "watchCustomer">();
});

it("only a bidirectional method can be served raw", () => {
  type Raw = { validate: false; response: typeof AuthorizeCallsResponse; duplex: () => void };
  expectTypeOf<Raw>().toExtend<Handler<Calls["authorizeCalls"]>>();
  expectTypeOf<Raw>().not.toExtend<Handler<Calls["authorizeCall"]>>();
});

it("a client has the shape of its methods", () => {
  expectTypeOf<ReturnType<Client<Customers>["getCustomer"]>>().toExtend<Promise<{ position: string }>>();
  expectTypeOf<ReturnType<Client<Customers>["watchCustomer"]>>().toExtend<AsyncIterable<{ position: string }>>();
});
