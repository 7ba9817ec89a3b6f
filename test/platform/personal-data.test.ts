import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { onboard } from "@rmp/deploy-local/demo/onboarding";
import { attempt, authorize } from "@rmp/deploy-local/demo/place-call";
import { failureOf, platformUnderTest, silent } from "@rmp/test-kit/platform";
import { expect, it } from "vitest";

const { platform, desk, sbc, cast } = await platformUnderTest();

/** What the demo's people are called, whom it calls and shows, and what its staff write: none of it belongs in a log. */
const canaries = [
  "Morgan Example",
  "olive@staff.example",
  "Olive Onboarding",
  "13035550199",
  "12025550123",
  "sole officer",
  "clinic's appointments",
];

it("logs hold no personal data and no token, whatever succeeded or failed", async () => {
  const { trunk, position, customerId } = await onboard(silent, desk, cast);
  await authorize(sbc, attempt({ trunk, callingNumber: "+13035550199", minPosition: position }));
  const bad = { requestId: "no-uuid", minPosition: "", customerId, item: 6, value: "Morgan Example" } as const;
  await failureOf(desk.customer.recordKycItem(bad, { token: cast.officer.token }));
  const directory = join(platform.dataDirectory, "logs");
  const logs = await Promise.all((await readdir(directory)).map((name) => readFile(join(directory, name), "utf8")));
  const all = logs.join("\n");
  expect(all).toContain('"ready"');
  expect([...canaries, cast.officer.token].filter((canary) => all.includes(canary))).toEqual([]);
});
