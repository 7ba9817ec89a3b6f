import { describe, expect, test } from "vitest";
import { ADMINS, AUDITORS, type Identity, rightsOf, SERVICES, unsecured } from "./access.ts";

const someone = (name: string, ...groups: string[]): Identity => ({ name, roles: new Set([name, ...groups]) });

describe("who may do what", () => {
  const callers = {
    anonymous: undefined,
    stranger: someone("stranger"),
    service: someone("customer", SERVICES),
    auditor: someone("auditor", AUDITORS),
    admin: someone("admin", ADMINS),
  };
  const streams = ["customer-1", "$all", "$settings", "$other", "$$customer-1", "$$$all"];
  const allowed = (may: (stream: string) => boolean) => streams.filter(may);

  test.each<[keyof typeof callers, { read: string[]; append: string[] }]>([
    ["anonymous", { read: [], append: [] }],
    ["stranger", { read: [], append: [] }],
    ["service", { read: ["customer-1", "$all", "$$customer-1"], append: ["customer-1"] }],
    ["auditor", { read: ["customer-1", "$all", "$$customer-1"], append: [] }],
    ["admin", { read: streams, append: ["customer-1", "$other"] }],
  ])("%s", (name, then) => {
    const rights = rightsOf(callers[name]);
    expect({ read: allowed(rights.mayRead), append: allowed(rights.mayAppend) }).toEqual(then);
  });

  test("a login name that equals a group has the group's rights", () => {
    expect(rightsOf(someone(SERVICES)).mayAppend("customer-1")).toBe(true);
  });

  test("without TLS everything is open but what this server has built in", () => {
    expect(allowed(unsecured.mayRead)).toEqual(streams);
    expect(allowed(unsecured.mayAppend)).toEqual(["customer-1", "$other"]);
  });
});
