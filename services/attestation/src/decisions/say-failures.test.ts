import { createLog } from "@rmp/service-kit/log";
import { expect, it } from "vitest";
import { sayFailures } from "./say-failures.ts";

it("says once that calls are not decided, and once that they are again", () => {
  const lines: string[] = [];
  const log = createLog("test", { write: (line: string) => lines.push(line) });
  const failures = [new Error("full"), new Error("full"), undefined, undefined].values();
  const decide = sayFailures(() => [{ answers: [], failure: failures.next().value }], log);
  for (let n = 0; n < 4; n += 1) decide([]);
  expect(lines.map((line) => /"msg":"([^"]+)"/.exec(line)?.[1])).toEqual([
    "calls are not decided",
    "calls are decided again",
  ]);
});
