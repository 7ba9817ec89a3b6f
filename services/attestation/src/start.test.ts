import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ConfigRefused } from "@rmp/service-kit/config";
import { createDevelopmentCa } from "@rmp/service-kit/development-ca";
import { expect, it } from "vitest";
import { silent, temporaryDirectory } from "../test/call-path.ts";
import { environment } from "../test/environment.ts";
import { configOf } from "./config.ts";
import { start } from "./start.ts";

it("gives its certificate chain off loopback to nobody while a development CA decides who calls", async () => {
  const directory = temporaryDirectory();
  const ca = await createDevelopmentCa("a test's CA", 1);
  const { cert, key } = await ca.issue({ uri: "spiffe://rmp.development/service/attestation" });
  const file = (name: string, text: string): string => {
    writeFileSync(join(directory, name), text);
    return join(directory, name);
  };
  const config = configOf({
    ...environment,
    RMP_TLS_CA_FILE: file("ca", ca.cert),
    RMP_TLS_CERT_FILE: file("cert", cert),
    RMP_TLS_KEY_FILE: file("key", key),
    RMP_X5U_LISTEN: "0.0.0.0:7443",
  });
  await expect(start(config, silent)).rejects.toThrow(
    new ConfigRefused("The configuration is refused: a development CA lets nobody in at 0.0.0.0:7443."),
  );
});
