import { AttestationServiceService } from "@rmp/proto/rmp/attestation/v1/calls";
import { connect } from "@rmp/service-kit/client";
import { createDevelopmentCa } from "@rmp/service-kit/development-ca";
import { startServer } from "@rmp/service-kit/server";
import type { Service } from "@rmp/service-kit/service";
import type { Tls } from "@rmp/service-kit/tls";
import { createValidation, protoImage } from "@rmp/service-kit/validation";
import { onTestFinished } from "vitest";
import type { CallQueue } from "../src/decisions/call-queue.ts";
import type { Deps } from "../src/rpc/deps.ts";
import { attestationService } from "../src/rpc/service.ts";
import { silent } from "./call-path.ts";

const ca = await createDevelopmentCa("test CA", 1);
const validation = createValidation(protoImage());

const tlsOf = async (path: string): Promise<Tls> => ({
  ca: ca.cert,
  ...(await ca.issue({ uri: `spiffe://rmp.test/${path}` })),
});

/** A server of these services over real gRPC, and what an SBC connects to it with. */
export async function serverOf(services: readonly Service[], drainMs = 0) {
  const server = await startServer({
    listen: "127.0.0.1:0",
    tls: await tlsOf("service/attestation"),
    services,
    validation,
    staffTokens: () => Promise.reject(new Error("an SBC has no person")),
    log: silent,
    drainMs,
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const address = `localhost:${server.port}`;
  return { server, sbc: { address, tls: await tlsOf("sbc/sbc-1"), server: "service/attestation" } as const };
}

/** The service on top of a queue of the test's own, whose view holds everything but for what is changed. */
export async function startedOn(queue: CallQueue, change: Partial<Deps> = {}, drainMs = 0) {
  const service = attestationService({ queue, covers: () => true, covered: () => Promise.resolve(), ...change });
  const { server, sbc } = await serverOf([service], drainMs);
  const client = connect(AttestationServiceService, sbc);
  onTestFinished(() => client[Symbol.dispose]());
  return { server, client };
}

/** The same to a test that only calls it; the client is an SBC. */
export const served = async (queue: CallQueue, change: Partial<Deps> = {}) => (await startedOn(queue, change)).client;
