import { describe, expect, it } from "vitest";
import { environment } from "../test/environment.ts";
import { configOf } from "./config.ts";

describe("configuration", () => {
  it("needs no PostgreSQL, and syncs no disk unless it is told to", () => {
    expect(configOf(environment)).toMatchObject({ replica: "attestation-1", journalFsync: false });
    expect(configOf({ ...environment, RMP_JOURNAL_FSYNC: "true" }).journalFsync).toBe(true);
  });
  it.each([
    ["RMP_REPLICA", "Attestation 1"],
    ["RMP_SERVICE_PROVIDER_CODE", "12345"],
    ["RMP_X5U_ORIGIN", "http://x5u.example"],
    ["RMP_JOURNAL_FSYNC", "sometimes"],
    ["RMP_JOURNAL", "journal"],
  ])("names %s where it is wrong or unknown", (name, value) => {
    expect(() => configOf({ ...environment, [name]: value })).toThrow(name);
  });
});
