import { readFile } from "node:fs/promises";
import { request } from "node:https";
import { randomUUID } from "node:crypto";
import { PlanServiceService } from "@rmp/proto/rmp/auditor/v1/plan";
import { StaffAdminServiceService } from "@rmp/proto/rmp/auditor/v1/admin";
import { AttestationServiceService } from "@rmp/proto/rmp/attestation/v1/calls";
import { CustomerServiceService } from "@rmp/proto/rmp/customer/v1/commands";
import { CustomerQueryServiceService } from "@rmp/proto/rmp/customer/v1/queries";
import { EnforcementServiceService } from "@rmp/proto/rmp/enforcement/v1/commands";
import { EnforcementQueryServiceService } from "@rmp/proto/rmp/enforcement/v1/queries";
import { NumberingServiceService } from "@rmp/proto/rmp/numbering/v1/commands";
import { NumberingQueryServiceService } from "@rmp/proto/rmp/numbering/v1/queries";
import { connect } from "@rmp/service-kit/client";
import { readTls } from "@rmp/service-kit/tls";
import { z } from "zod";
import type { Addresses, Platform } from "./platform.ts";
import type { Secrets, ServiceName } from "./secrets.ts";

/** A fresh safe-retry key. */
export const requestId = (): string => randomUUID();

/** The gRPC clients of one party, by its mTLS identity (`tool-staff-desk`, `sbc-demo`, `operator-platform`). */
export function connectAs(identity: string, { secrets, addresses }: Pick<Platform, "secrets" | "addresses">) {
  const { cert, key } = secrets.tls(identity);
  const tls = readTls({ tlsCaFile: secrets.ca, tlsCertFile: cert, tlsKeyFile: key });
  const to = (service: ServiceName) => ({
    address: addresses.services[service],
    tls,
    server: `service/${service}` as const,
  });
  const clients = {
    staff: connect(StaffAdminServiceService, to("auditor")),
    plan: connect(PlanServiceService, to("auditor")),
    customer: connect(CustomerServiceService, to("customer")),
    customers: connect(CustomerQueryServiceService, to("customer")),
    numbering: connect(NumberingServiceService, to("numbering")),
    numbers: connect(NumberingQueryServiceService, to("numbering")),
    attestation: connect(AttestationServiceService, to("attestation")),
    enforcement: connect(EnforcementServiceService, to("enforcement")),
    standings: connect(EnforcementQueryServiceService, to("enforcement")),
  };
  const close = (): void => {
    for (const client of Object.values(clients)) client[Symbol.dispose]();
  };
  return { ...clients, [Symbol.dispose]: close };
}

export type Clients = ReturnType<typeof connectAs>;

const granted = z.object({ access_token: z.string() });

/** A staff token of the development issuer, had with the certificate of the staff's tool. */
export async function tokenOf(
  subject: string,
  { secrets, addresses }: { secrets: Secrets; addresses: Addresses },
): Promise<string> {
  const { cert, key } = secrets.tls("tool-staff-desk");
  const files = { ca: await readFile(secrets.ca), cert: await readFile(cert), key: await readFile(key) };
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const call = request(`https://localhost:${addresses.tokenIssuer}/token`, { method: "POST", ...files }, (answer) => {
    const chunks: Buffer[] = [];
    answer.on("data", (chunk: Buffer) => chunks.push(chunk));
    answer.on("error", reject).on("end", () => {
      const { success, data } = granted.safeParse(JSON.parse(Buffer.concat(chunks).toString()));
      if (success) resolve(data.access_token);
      else reject(new Error(`the token issuer answered ${answer.statusCode}`));
    });
  });
  call.on("error", reject).end(new URLSearchParams({ subject }).toString());
  return promise;
}
