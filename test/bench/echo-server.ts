import { readFileSync } from "node:fs";
import { Server } from "@grpc/grpc-js";
import {
  type AttestationServiceServer,
  AttestationServiceService,
  type AuthorizeCallsRequest,
  type CallAttempt,
  type Decision,
} from "@rmp/proto/rmp/attestation/v1/calls";
import { serverOptions } from "@rmp/service-kit/channel-options";
import { endWithParent } from "@rmp/service-kit/process";
import { serverCredentials } from "@rmp/service-kit/tls";

/** The ceiling: answers of the same shape as attestation's over the same mTLS, with nothing decided, signed or journaled. */
const [ca, cert, key] = process.argv.slice(2).map((file) => readFileSync(file, "utf8"));
if (!ca || !cert || !key) throw new Error("usage: echo-server.ts CA CERT KEY");

const identity = `${"e".repeat(420)};info=<https://127.0.0.1:40000/${"c".repeat(64)}.pem>;alg=ES256;ppt=shaken`;

const echo = ({ callId }: CallAttempt): Decision => ({
  callId,
  outcome: { $case: "permit", value: { level: 1, identity, originationId: "6f7d5c1e-2b0a-5c38-9d41-52d0b7a6e4f3" } },
  reasons: ["customer-known", "number-assigned-to-customer"],
  planSection: "Plan IV",
  evidence: Array.from({ length: 3 }, (_, index) => `customer-6f7d5c1e-2b0a-5c38-9d41-52d0b7a6e4f3@${index}`),
  planVersion: "v2",
  policyHash: "a".repeat(64),
  viewPosition: "123456",
  journalReference: "attestation-1:1:123456",
  ingressAt: { seconds: 1_700_000_000n, nanos: 0 },
  invalid: "",
});

const server = new Server(serverOptions);
const handlers: AttestationServiceServer = {
  authorizeCall: (call, callback) => callback(null, { decision: call.request.call && echo(call.request.call) }),
  authorizeCalls: (stream) => {
    stream.on("data", ({ calls }: AuthorizeCallsRequest) =>
      stream.write({ decisions: calls.map(echo), invalidEnds: [], unappliedEnds: undefined }),
    );
    stream.on("end", () => stream.end());
    stream.on("error", () => {});
  },
  reportCallEnds: (_call, callback) => callback(null, {}),
};
server.addService(AttestationServiceService, handlers);
server.bindAsync("127.0.0.1:0", serverCredentials({ ca, cert, key }), (error, port) => {
  if (error) throw error;
  console.log(JSON.stringify({ port }));
});
endWithParent(() => process.exit(0));
