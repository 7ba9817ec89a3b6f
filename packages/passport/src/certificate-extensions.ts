import type { X509Certificate } from "node:crypto";
import { MalformedDer, dottedOid, readElements, readOnly, tags } from "./der.ts";
import type { DerElement } from "./der.ts";

/** One extension of a certificate; `value` is the DER inside its OCTET STRING. */
export interface CertificateExtension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Buffer;
}

/** The extensions of a certificate (RFC 5280 §4.1), which node:crypto does not give. Throws MalformedDer. */
export function extensionsOf(certificate: X509Certificate): readonly CertificateExtension[] {
  const [tbs] = readElements(readOnly(certificate.raw, tags.sequence));
  const extensions = readElements(tbs?.content ?? Buffer.alloc(0)).find(({ tag }) => tag === tags.explicit(3));
  return extensions ? readElements(readOnly(extensions.content, tags.sequence)).map(readExtension) : [];
}

function readExtension({ content }: DerElement): CertificateExtension {
  const [oid, ...rest] = readElements(content);
  const value = rest.pop();
  if (oid?.tag !== tags.oid || value?.tag !== tags.octetString) throw new MalformedDer("an extension is not one");
  // DER leaves out `critical FALSE`: a boolean that stands there is TRUE.
  return { oid: dottedOid(oid.content), critical: rest.length > 0, value: value.content };
}
