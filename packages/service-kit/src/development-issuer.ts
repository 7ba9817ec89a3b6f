import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import { TLSSocket } from "node:tls";
import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from "jose";
import { z } from "zod";
import { identityOf } from "./identity.ts";
import type { Tls } from "./tls.ts";

export interface IssuerOptions {
  /** `host:0` takes a free port. */
  readonly host: string;
  readonly port: number;
  /** `iss` and `aud` of its tokens. */
  readonly issuer: string;
  readonly audience: string;
  /** Private ES256 key with its `kid`. */
  readonly key: JWK;
  readonly tls: Tls;
}

export interface DevelopmentIssuer extends AsyncDisposable {
  readonly port: number;
  readonly jwks: string;
  /** A token for a person who logged in just now, by a client (`azp`). */
  tokenFor(subject: string, client: string): Promise<string>;
}

/** A new signing key for an issuer, as its file holds it. */
export async function newIssuerKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: "development-1", alg: "ES256" };
}

const issuerKey = z.looseObject({ kty: z.literal("EC"), kid: z.string() });

/** The key in an issuer's file. */
export const issuerKeyIn = (json: string): JWK => issuerKey.parse(JSON.parse(json));

const JWKS = "/.well-known/jwks.json";

/**
 * A staff issuer for one machine: `GET /.well-known/jwks.json` for everybody, `POST /token` (form field `subject`) for
 * whoever holds a `tool/*` certificate, about any person. Never for production.
 */
export async function startDevelopmentIssuer(options: IssuerOptions): Promise<DevelopmentIssuer> {
  const { tls, host } = options;
  const tokenFor = await signer(options);
  const { d: _private, ...publicKey } = options.key;
  // The keys are public; only a token wants a certificate.
  const server = createServer({ ...tls, requestCert: true, rejectUnauthorized: false }, (request, response) => {
    answer(request, response).catch(() => send(response, 500, { error: "internal error" }));
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === "GET" && request.url === JWKS) return send(response, 200, { keys: [publicKey] });
    if (request.method !== "POST" || request.url !== "/token") return send(response, 404, { error: "not found" });
    const client = peerOf(request);
    if (client?.kind !== "tool") return send(response, 403, { error: "a certificate of a staff tool is needed" });
    const subject = new URLSearchParams(await bodyOf(request)).get("subject");
    if (!subject) return send(response, 400, { error: "subject is missing" });
    return send(response, 200, { access_token: await tokenFor(subject, client.name), token_type: "Bearer" });
  }

  server.listen(options.port, host);
  await once(server, "listening");
  const address = server.address();
  const port = address !== null && typeof address === "object" ? address.port : options.port;
  return {
    port,
    jwks: `https://${host}:${port}${JWKS}`,
    tokenFor,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function signer({ key, issuer, audience }: IssuerOptions): Promise<DevelopmentIssuer["tokenFor"]> {
  const signingKey = await importJWK(key, "ES256");
  return (subject, client) =>
    new SignJWT({ azp: client, auth_time: Math.floor(Date.now() / 1000), amr: ["pwd", "otp"] })
      .setProtectedHeader({ alg: "ES256", kid: key.kid ?? "" })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject(subject)
      .setIssuedAt()
      .setExpirationTime("1h")
      .sign(signingKey);
}

const peerOf = ({ socket }: IncomingMessage) =>
  socket instanceof TLSSocket && socket.authorized ? identityOf(socket.getPeerCertificate().subjectaltname) : undefined;

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
