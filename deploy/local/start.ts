import { join } from "node:path";
import { CALLED, demoCustomer } from "./demo/place-call.ts";
import { readJson } from "./json-file.ts";
import { defaultDataDirectory, findPlatform, type Platform, startPlatform } from "./platform.ts";

const dataDirectory = process.env["RMP_DATA"] ?? defaultDataDirectory;
const running = await findPlatform(dataDirectory);
if (running) {
  console.log(`The platform runs on ${dataDirectory} already, as process ${running.addresses.pid}.`);
  console.log(await callLine(running));
  process.exit(0);
}

const { promise: stopped, resolve: stop } = Promise.withResolvers<string>();
process.once("SIGINT", stop).once("SIGTERM", stop);

console.log(`Starts the platform on ${dataDirectory}:`);
const platform = await startPlatform(dataDirectory, console.log);
console.log(await callLine(platform));
console.log("Runs until Ctrl-C. Logs are in", join(dataDirectory, "logs"));

const crashed = Promise.race([...platform.children.values()].map(({ name, exited }) => exited.then(() => name)));
const ended = await Promise.race([stopped, crashed.then((name) => `${name} ended: see its log`)]);
console.log(`Stops: ${ended}.`);
await platform[Symbol.asyncDispose]();
process.exit(ended.startsWith("SIG") ? 0 : 1);

/** How to place a call as the last customer of the demo, without any code of ours. */
async function callLine({ secrets, addresses }: Platform): Promise<string> {
  const customer = await readJson(join(dataDirectory, "demo-customer.json"), demoCustomer);
  if (!customer) return "To place a call, run the demo first: it brings a customer on board (npm run demo).";
  const [callingNumber] = customer.numbers;
  const call = { callId: `call-${Date.now()}`, trunk: customer.trunk, callingNumber, calledNumber: CALLED };
  const { cert, key } = secrets.tls("sbc-demo");
  return [
    "A call of the last demo customer (whose services the demo ended):",
    "  node_modules/.bin/buf curl --protocol grpc --schema packages/proto/image.binpb \\",
    `    --cacert ${secrets.ca} --cert ${cert} --key ${key} \\`,
    `    -d '${JSON.stringify({ call })}' \\`,
    `    https://${addresses.services.attestation}/rmp.attestation.v1.AttestationService/AuthorizeCall`,
  ].join("\n");
}
