import { readFileSync } from "node:fs";
import type { PeerCertificate } from "node:tls";
import { ChannelCredentials, ServerCredentials } from "@grpc/grpc-js";
import { type Identity, identityOf, identityOfCertificate } from "./identity.ts";

/** What a process needs for mTLS, as PEM text. Server and client of one process use the same. */
export interface Tls {
  /** Certificates of the CAs whose leaves are let in and believed. */
  readonly ca: string;
  /** Our own certificate, with the chain below the CA where there is one. */
  readonly cert: string;
  readonly key: string;
}

/** Reads the three PEM files; throws where one is missing or the certificate is not ours. */
export function readTls(files: { tlsCaFile: string; tlsCertFile: string; tlsKeyFile: string }): Tls {
  const [ca, cert, key] = [files.tlsCaFile, files.tlsCertFile, files.tlsKeyFile].map((file) =>
    readFileSync(file, "utf8"),
  );
  if (!ca || !cert || !key) throw new Error("a TLS file is empty");
  identityOfCertificate(cert);
  return { ca, cert, key };
}

/** Server side: a peer without a certificate of our CA gets no connection. */
export const serverCredentials = ({ ca, cert, key }: Tls): ServerCredentials =>
  ServerCredentials.createSsl(
    Buffer.from(ca),
    [{ cert_chain: Buffer.from(cert), private_key: Buffer.from(key) }],
    true,
  );

/**
 * Client side. With `server` (`service/customer`) the peer must hold that identity in our own environment, and its host
 * names do not count: every certificate of a development CA is good for localhost, and one service is not another.
 */
export function channelCredentials({ ca, cert, key }: Tls, server?: Identity["path"]): ChannelCredentials {
  const options = server === undefined ? {} : { checkServerIdentity: expecting(server, cert) };
  return ChannelCredentials.createSsl(Buffer.from(ca), Buffer.from(key), Buffer.from(cert), options);
}

function expecting(server: Identity["path"], ownCert: string) {
  const { environment } = identityOfCertificate(ownCert);
  return (_host: string, peer: PeerCertificate): Error | undefined => {
    const identity = identityOf(peer.subjectaltname);
    if (identity?.path === server && identity.environment === environment) return undefined;
    return new Error(`the server is ${identity?.path ?? "nobody of ours"}, not ${server}`);
  };
}
