import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import { promisify } from "node:util";
import { readSecret } from "@rmp/service-kit/secrets";

export interface X5uServerOptions {
  /** `host:port`; the port stands in every Identity header, so it never changes. */
  readonly listen: string;
  readonly certFile: string;
  readonly keyFile: string;
  readonly path: string;
  /** PEM. */
  readonly chain: string;
}

/** Whoever is slower than this is no verifier. */
const REQUEST_TIMEOUT_MS = 5_000;

/** Serves the certificate chain to everybody who verifies our calls (ATIS-1000074 §5.3.1), and nothing else. */
export async function serveX5u({ listen, certFile, keyFile, path, chain }: X5uServerOptions): Promise<AsyncDisposable> {
  const answer = ({ method, url }: IncomingMessage, response: ServerResponse): void => {
    if (method !== "GET" || url !== path) response.writeHead(url === path ? 405 : 404).end();
    else response.writeHead(200, headers).end(chain);
  };
  const limits = { requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: REQUEST_TIMEOUT_MS, maxHeaderSize: 8192 };
  const server = createServer({ cert: readFileSync(certFile), key: readSecret(keyFile), ...limits }, answer);
  const { hostname: host, port } = new URL(`https://${listen}`);
  const { promise: listening, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject).listen({ host: host.replace(/^\[|\]$/g, ""), port: Number(port || 443) }, resolve);
  await listening;
  return {
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await promisify(server.close.bind(server))();
    },
  };
}

/** A verifier may keep it for a day: another chain has another path. */
const headers = { "content-type": "application/pem-certificate-chain", "cache-control": "public, max-age=86400" };
