import { Personal } from "@rmp/event-store/personal";
import { describe, expect, it } from "vitest";
import { parseLine } from "../test/fixture.ts";
import { createLog, type Log, safeError } from "./log.ts";

function logged(write: (log: Log) => void): Readonly<Record<string, unknown>> {
  const lines: string[] = [];
  write(createLog("customer", { write: (line) => lines.push(line) }));
  expect(lines).toHaveLength(1);
  return parseLine(lines[0] ?? "");
}

describe("a line holds", () => {
  it("service, level, time, ids and a sentence", () => {
    const { time, ...line } = logged((log) => log.info({ customerId: "c-1", position: 12n, count: 2 }, "folded"));
    expect(time).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
    expect(line).toEqual({
      level: "info",
      service: "customer",
      customerId: "c-1",
      position: "12",
      count: 2,
      msg: "folded",
    });
  });

  it("no object, whatever is in it", () => {
    const request = { spokeWith: "Jane Roe", inner: { phone: "+12025550100" } };
    const line = logged((log) =>
      log.child({ request }).warn({ request, who: Personal.of("Jane Roe", "s"), all: ["Jane Roe"] }, "x"),
    );
    expect(line).toMatchObject({ request: "[not logged]", who: "[not logged]", all: "[not logged]" });
    expect(JSON.stringify(line)).not.toMatch(/Jane|202555/);
  });

  it.each([
    ["as a field", (log: Log, error: Error) => log.error({ error }, "failed")],
    ["as pino's err", (log: Log, error: Error) => log.error({ err: error }, "failed")],
    ["alone", (log: Log, error: Error) => log.error(error)],
  ])("of an error %s, name and frames but not its message", (_how, write) => {
    const line = logged((log) => write(log, new TypeError("about Jane Roe\n    at Jane Roe's home:1:1")));
    expect(JSON.stringify(line)).toContain("log.test.ts");
    expect(JSON.stringify(line)).toContain("TypeError");
    expect(JSON.stringify(line)).not.toContain("Jane Roe");
  });
});

describe("of an error is safe", () => {
  it("its code and its cause's, where they are codes", () => {
    const cause = Object.assign(new Error("row of Jane Roe"), { code: "23505" });
    const { name, code, cause: inner } = safeError(Object.assign(new Error("x", { cause }), { code: "Jane Roe" }));
    expect({ name, code, inner: inner?.code }).toEqual({ name: "Error", code: undefined, inner: "23505" });
  });

  it("nothing of what is no error", () => expect(safeError("Jane Roe")).toEqual({ name: "thrown string", frames: [] }));
});
