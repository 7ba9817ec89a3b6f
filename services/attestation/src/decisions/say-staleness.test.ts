import { createLog } from "@rmp/service-kit/log";
import { expect, it } from "vitest";
import { policy } from "../../test/subscriber.ts";
import { sayStaleness } from "./say-staleness.ts";

it("says each change of what the view is good for, once", () => {
  const lines: string[] = [];
  const log = createLog("test", { write: (line: string) => lines.push(line) });
  let viewAgeMs = 0;
  const look = sayStaleness({ viewAgeMs: () => viewAgeMs, policy: () => policy, log });
  for (viewAgeMs of [30_000, 30_001, 40_000, 900_001, 0, 1]) look();
  expect(lines.map((line) => /"msg":"([^"]+)"/.exec(line)?.[1])).toEqual([
    "view stale: level A withheld",
    "view stale: calls refused",
    "view fresh again",
  ]);
});
