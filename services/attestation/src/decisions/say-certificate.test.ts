import { createLog } from "@rmp/service-kit/log";
import { expect, it } from "vitest";
import { midnight } from "../../test/subscriber.ts";
import { sayCertificate } from "./say-certificate.ts";

it("says each change of what the certificate is good for, once, in the log and on health", () => {
  const lines: string[] = [];
  const log = createLog("test", { write: (line: string) => lines.push(line) });
  const signer = { notBefore: new Date(midnight), notAfter: new Date(midnight + 2) };
  const told: boolean[] = [];
  const tell = (serving: boolean): void => void told.push(serving);
  let now = 0;
  const look = sayCertificate({ signer, now: () => now, tell, log });
  for (now of [midnight - 1, midnight - 1, midnight, midnight + 1, midnight + 2, midnight + 3]) look();
  expect(told).toEqual([true, false, true, false]);
  expect(lines.map((line) => /"level":"(\w+)".*"msg":"([^"]+)"/.exec(line)?.slice(1))).toEqual([
    ["error", "signing-certificate-not-yet-valid: every call is refused, emergency calls aside"],
    ["info", "signing certificate valid"],
    ["error", "signing-certificate-expired: every call is refused, emergency calls aside"],
  ]);
});
