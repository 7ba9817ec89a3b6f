import type { RequestListener } from "node:http";

/** A verifier may keep the chain for a day: another chain has another path. */
const headers = { "content-type": "application/pem-certificate-chain", "cache-control": "public, max-age=86400" };

/** Gives the certificate chain (PEM) to everybody who verifies our calls (ATIS-1000074 §5.3.1), and nothing else. */
export const x5uListener =
  (path: string, chain: string): RequestListener =>
  ({ method, url }, response) => {
    if (url !== path) response.writeHead(404).end();
    else if (method !== "GET") response.writeHead(405, { allow: "GET" }).end();
    else response.writeHead(200, headers).end(chain);
  };

/** Whoever is slower than this (milliseconds), or says more, is no verifier. */
export const x5uLimits = { requestTimeout: 5_000, headersTimeout: 5_000, maxHeaderSize: 8_192 };
