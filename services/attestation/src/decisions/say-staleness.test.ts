import { createLog } from "@rmp/service-kit/log";
import { healthOf } from "@rmp/test-kit/health";
import { expect, it } from "vitest";
import { serverOf } from "../../test/served.ts";
import { policy } from "../../test/subscriber.ts";
import { sayStaleness } from "./say-staleness.ts";

it("says each change of what the view is good for, once, in the log and on health", async () => {
  const lines: string[] = [];
  const log = createLog("test", { write: (line: string) => lines.push(line) });
  const { server, sbc } = await serverOf([]);
  let viewAgeMs = Number.POSITIVE_INFINITY;
  const tell = (serving: boolean): void => server.health.tell("view", serving);
  const look = sayStaleness({ viewAgeMs: () => viewAgeMs, policy: () => policy, tell, log });
  const health = healthOf("view", sbc);
  const heard: unknown[] = [(await health.next()).value];
  for (viewAgeMs of [Number.POSITIVE_INFINITY, 5, 30_000, 30_001, 40_000, 900_001, 0, 1]) look();
  for (let n = 0; n < 3; n += 1) heard.push((await health.next()).value);
  expect(heard).toEqual(["NOT_SERVING", "SERVING", "NOT_SERVING", "SERVING"]);
  expect(lines.map((line) => /"msg":"([^"]+)"/.exec(line)?.[1])).toEqual([
    "view stale: level A withheld",
    "view stale: calls refused",
    "view fresh again",
  ]);
});

it("is not serving before the view was ever there, with a policy or without", async () => {
  const { server, sbc } = await serverOf([]);
  const tell = (serving: boolean): void => server.health.tell("view", serving);
  const log = createLog("test", { write: () => {} });
  sayStaleness({ viewAgeMs: () => Number.POSITIVE_INFINITY, policy: () => undefined, tell, log })();
  expect((await healthOf("view", sbc).next()).value).toBe("NOT_SERVING");
});
