import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { issuerKeyIn, startDevelopmentIssuer } from "@rmp/service-kit/development-issuer";
import { endWithParent } from "@rmp/service-kit/process";

/** The development staff issuer as a process of its own. */
const { values } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    issuer: { type: "string", default: "" },
    audience: { type: "string", default: "" },
    key: { type: "string", default: "" },
    "tls-ca": { type: "string", default: "" },
    "tls-cert": { type: "string", default: "" },
    "tls-key": { type: "string", default: "" },
  },
});

const read = (name: "key" | "tls-ca" | "tls-cert" | "tls-key"): string => readFileSync(values[name], "utf8");

const issuer = await startDevelopmentIssuer({
  host: "127.0.0.1",
  port: Number(values.port),
  issuer: values.issuer,
  audience: values.audience,
  key: issuerKeyIn(read("key")),
  tls: { ca: read("tls-ca"), cert: read("tls-cert"), key: read("tls-key") },
});
console.log(JSON.stringify({ port: issuer.port }));

const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
process.once("SIGTERM", () => stop()).once("SIGINT", () => stop());
endWithParent(stop);
await stopped;
await issuer[Symbol.asyncDispose]();
process.exit(0);
