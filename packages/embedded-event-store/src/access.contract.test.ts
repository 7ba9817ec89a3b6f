import { credentials, type Metadata, Metadata as NoMetadata, type ServiceError, status } from "@grpc/grpc-js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { selfSignedCertificate } from "../test/certificate.ts";
import {
  appendRequest,
  basic,
  batchAppend,
  ofStream,
  rawClient,
  read,
  readRequest,
  subscription,
} from "../test/raw-client.ts";
import type { StreamsClient } from "./generated/event_store/client/streams/streams.ts";
import { type EmbeddedEventStore, startEmbeddedEventStore } from "./server.ts";
import { hashUser } from "./users.ts";

const callers: Record<string, Metadata> = {
  nobody: new NoMetadata(),
  service: basic("customer", "service-password"),
  auditor: basic("auditor", "auditor-password"),
  admin: basic("admin", "admin-password"),
  "a wrong password": basic("customer", "guess"),
};
type Caller = "nobody" | "service" | "auditor" | "admin" | "a wrong password";
const as = (caller: Caller): Metadata => callers[caller] ?? new NoMetadata();

let server: EmbeddedEventStore;
let client: StreamsClient;

beforeAll(async () => {
  const tls = await selfSignedCertificate();
  const users = await Promise.all([
    hashUser({ name: "customer", password: "service-password", groups: ["rmp-services"] }),
    hashUser({ name: "auditor", password: "auditor-password", groups: ["rmp-auditors"] }),
    hashUser({ name: "admin", password: "admin-password", groups: ["$admins"] }),
  ]);
  server = await startEmbeddedEventStore({ dataDir: "memory", tls, users });
  client = rawClient(server.port, credentials.createSsl(tls.cert));
  for (const stream of ["customer-1", "$system"]) await batchAppend(client, [appendRequest(stream)], as("admin"));
});
afterAll(async () => {
  client.close();
  await server[Symbol.asyncDispose]();
});

describe("an append", () => {
  const written = "success";
  const denied = `${status.PERMISSION_DENIED} type.googleapis.com/event_store.client.AccessDenied`;

  test.each<[Caller, stream: string, then: string]>([
    ["nobody", "customer-1", denied],
    ["auditor", "customer-1", denied],
    ["service", "customer-1", written],
    ["service", "$system", denied],
    ["service", "$$customer-1", denied],
    ["service", "$all", denied],
    ["admin", "customer-1", written],
    ["admin", "$system", written],
    ["admin", "$$customer-1", denied],
    ["admin", "$settings", denied],
  ])("by %s to %s: %s", async (caller, stream, then) => {
    const { messages, end } = await batchAppend(client, [appendRequest(stream)], as(caller));
    const [result] = messages.map(({ result }) =>
      result?.$case === "error" ? `${result.value.code} ${result.value.details?.typeUrl}` : result?.$case,
    );
    expect([result, end]).toEqual([then, "ok"]);
    expect(messages[0]?.streamIdentifier?.streamName.toString()).toBe(stream);
  });

  test("that is denied does not end the call", async () => {
    const requests = [appendRequest("$system"), appendRequest("customer-1")];
    const { messages } = await batchAppend(client, requests, as("service"));
    expect(new Set(messages.map(({ result }) => result?.$case))).toEqual(new Set(["error", "success"]));
  });

  test("with a wrong password ends the call", async () => {
    const { messages, end } = await batchAppend(client, [appendRequest("customer-1")], as("a wrong password"));
    expect(messages).toEqual([]);
    expect(end).toMatchObject({ code: status.UNAUTHENTICATED, details: "Unauthenticated" });
  });
});

describe("a read", () => {
  const denied = `${status.PERMISSION_DENIED} access-denied`;
  const requests = {
    "a stream": readRequest({ streamOption: ofStream("customer-1") }),
    "a system stream": readRequest({ streamOption: ofStream("$system") }),
    "a stream's metadata": readRequest({ streamOption: ofStream("$$customer-1") }),
    "the log": readRequest(),
  };
  test.each<[Caller, of: keyof typeof requests, then: string]>([
    ["nobody", "a stream", denied],
    ["nobody", "the log", denied],
    ["service", "a stream", "ok"],
    ["service", "a stream's metadata", "ok"],
    ["service", "the log", "ok"],
    ["service", "a system stream", denied],
    ["auditor", "a stream", "ok"],
    ["auditor", "the log", "ok"],
    ["auditor", "a system stream", denied],
    ["admin", "a system stream", "ok"],
    ["a wrong password", "a stream", `${status.UNAUTHENTICATED} `],
  ])("by %s of %s: %s", async (caller, of, then) => {
    const { end } = await read(client, requests[of], as(caller));
    expect(end === "ok" ? end : `${end.code} ${end.metadata.get("exception").join()}`).toBe(then);
  });

  test("that is a subscription is denied alike", async () => {
    const { end } = await read(client, readRequest({ countOption: subscription }), as("nobody"));
    expect(end).toMatchObject({ code: status.PERMISSION_DENIED });
  });
});

describe("nothing is deleted", () => {
  test.each<["delete" | "tombstone", Caller, then: string]>([
    ["delete", "service", `${status.PERMISSION_DENIED} access-denied`],
    ["delete", "admin", `${status.PERMISSION_DENIED} access-denied`],
    ["tombstone", "admin", `${status.PERMISSION_DENIED} access-denied`],
    ["tombstone", "a wrong password", `${status.UNAUTHENTICATED} `],
  ])("%s by %s: %s", async (method, caller, then) => {
    const error = await new Promise<ServiceError | null>((resolve) => {
      client[method]({}, as(caller), (failed) => resolve(failed));
    });
    expect(`${error?.code} ${error?.metadata.get("exception").join()}`).toBe(then);
  });
});

test("without TLS only the loopback interface is served", async () => {
  for (const host of ["0.0.0.0", "192.0.2.1", "[::]", "example.org"]) {
    const starting = startEmbeddedEventStore({ dataDir: "memory", host });
    await expect(starting).rejects.toThrow(`without TLS this server listens on loopback only, not on ${host}`);
  }
});
