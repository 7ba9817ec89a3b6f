import { Client, credentials, Metadata, Server, type ServerUnaryCall } from "@grpc/grpc-js";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { tlsOf } from "../test/fixture.ts";
import { peerOf } from "./peer.ts";
import { serverCredentials } from "./tls.ts";

it("a connection's certificate is parsed at its first call only", async () => {
  const bytes = (value: Buffer): Buffer => value;
  const method = {
    path: "/test.Test/Call",
    requestSerialize: bytes,
    requestDeserialize: bytes,
    responseSerialize: bytes,
    responseDeserialize: bytes,
  };
  const server = new Server();
  const seen: { path: string | undefined; parsed: number }[] = [];
  let parsed = 0;
  server.addService(
    { call: { ...method, requestStream: false, responseStream: false } },
    {
      call: (raw: ServerUnaryCall<Buffer, Buffer>, respond: (error: null, response: Buffer) => void) => {
        const getAuthContext = raw.getAuthContext.bind(raw);
        raw.getAuthContext = () => {
          parsed++;
          return getAuthContext();
        };
        seen.push({ path: peerOf(raw)?.path, parsed });
        respond(null, raw.request);
      },
    },
  );
  const bind = promisify(server.bindAsync.bind(server));
  const port = await bind("127.0.0.1:0", serverCredentials(await tlsOf("service/customer")));
  const { ca, cert, key } = await tlsOf("tool/desk");
  const client = new Client(
    `localhost:${port}`,
    credentials.createSsl(Buffer.from(ca), Buffer.from(key), Buffer.from(cert)),
  );
  const call = (): Promise<unknown> =>
    new Promise((resolve) =>
      client.makeUnaryRequest(method.path, bytes, bytes, Buffer.alloc(1), new Metadata(), resolve),
    );
  await call();
  await call();
  expect(seen).toEqual([
    { path: "tool/desk", parsed: 1 },
    { path: "tool/desk", parsed: 1 },
  ]);
  client.close();
  server.forceShutdown();
});
