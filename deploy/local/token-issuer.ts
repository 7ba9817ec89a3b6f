import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { TLSSocket } from "node:tls";
import { parseArgs } from "node:util";
import { endWithParent } from "@rmp/service-kit/process";
import { identityOf } from "@rmp/service-kit/identity";
import { importJWK, type JWK, SignJWT } from "jose";

/** The development staff issuer: who holds a `tool/*` certificate is given a token for any person. Never for production. */
const { values } = parseArgs({
  options: {
    port: { type: "string" },
    issuer: { type: "string" },
    audience: { type: "string" },
    key: { type: "string" },
    "tls-ca": { type: "string" },
    "tls-cert": { type: "string" },
    "tls-key": { type: "string" },
  },
});

const required = (name: keyof typeof values): string => {
  const value = values[name];
  if (value === undefined) throw new Error(`--${name} is missing`);
  return value;
};

const jwk: JWK = JSON.parse(await readFile(required("key"), "utf8"));
const { d: _private, ...publicJwk } = jwk;
const key = await importJWK(jwk, "ES256");

const server = createServer(
  {
    ca: await readFile(required("tls-ca")),
    cert: await readFile(required("tls-cert")),
    key: await readFile(required("tls-key")),
    requestCert: true,
    // The keys are public; only a token wants a certificate.
    rejectUnauthorized: false,
  },
  (request, response) => {
    answer(request, response).catch(() => send(response, 500, { error: "internal error" }));
  },
);
server.listen(Number(required("port")), "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ port })}\n`);
});
endWithParent(() => server.close());

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === "GET" && request.url === "/.well-known/jwks.json")
    return send(response, 200, { keys: [publicJwk] });
  if (request.method !== "POST" || request.url !== "/token") return send(response, 404, { error: "not found" });
  const { socket } = request;
  const client =
    socket instanceof TLSSocket && socket.authorized
      ? identityOf(socket.getPeerCertificate().subjectaltname)
      : undefined;
  if (client?.kind !== "tool") return send(response, 403, { error: "a certificate of a staff tool is needed" });
  const subject = new URLSearchParams(await bodyOf(request)).get("subject");
  if (!subject) return send(response, 400, { error: "subject is missing" });
  return send(response, 200, { access_token: await tokenFor(subject, client.name), token_type: "Bearer" });
}

const tokenFor = (subject: string, client: string): Promise<string> =>
  new SignJWT({ azp: client, auth_time: Math.floor(Date.now() / 1000), amr: ["pwd", "otp"] })
    .setProtectedHeader({ alg: "ES256", kid: jwk.kid ?? "" })
    .setIssuer(required("issuer"))
    .setAudience(required("audience"))
    .setSubject(subject)
    .setIssuedAt()
    .setExpirationTime("1h")
    .sign(key);

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
