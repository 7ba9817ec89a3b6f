import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { openSecrets, readSecret } from "./secrets.ts";

it("of two first starts at once, the slower one takes the secrets of the faster one and leaves none of its own", async () => {
  const dataDirectory = mkdtempSync(join(tmpdir(), "rmp-first-start-"));
  onTestFinished(() => rmSync(dataDirectory, { recursive: true }));
  // Has found no secrets when it comes back, and makes its own.
  const slower = openSecrets(dataDirectory);
  mkdirSync(join(dataDirectory, "secrets"));
  writeFileSync(join(dataDirectory, "secrets", "ca.pem"), "the faster one's");
  const { ca } = await slower;
  expect([await readSecret(ca), readdirSync(dataDirectory)]).toEqual(["the faster one's", ["secrets"]]);
});
