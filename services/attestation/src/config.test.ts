import { describe, expect, it } from "vitest";
import { configOf } from "./config.ts";

const env = {
  RMP_ENV: "development",
  RMP_LISTEN: "127.0.0.1:7000",
  RMP_TLS_CERT_FILE: "cert",
  RMP_TLS_KEY_FILE: "key",
  RMP_TLS_CA_FILE: "ca",
  RMP_EVENT_STORE: "esdb://127.0.0.1:2113?tls=true",
  RMP_EVENT_STORE_CREDENTIALS_FILE: "credentials",
  RMP_STAFF_ISSUER: "https://issuer.example",
  RMP_STAFF_AUDIENCE: "rmp",
  RMP_STAFF_JWKS: "https://issuer.example/jwks",
  RMP_REQUEST_MAC_KEYS_FILE: "mac",
  RMP_PROVIDER_ID: "ccs",
  RMP_ENFORCEMENT_ADDRESS: "127.0.0.1:7001",
  RMP_JOURNAL_DIRECTORY: "journal",
  RMP_REPLICA: "attestation-1",
  RMP_SIGNING_KEY_FILE: "signing-key",
  RMP_SIGNING_CHAIN_FILE: "chain",
  RMP_SERVICE_PROVIDER_CODE: "1234",
  RMP_X5U_LISTEN: "127.0.0.1:7443",
  RMP_X5U_TLS_CERT_FILE: "x5u-cert",
  RMP_X5U_TLS_KEY_FILE: "x5u-key",
};

describe("configuration", () => {
  it("needs no PostgreSQL, and syncs no disk unless it is told to", () => {
    expect(configOf(env)).toMatchObject({ replica: "attestation-1", journalFsync: false });
    expect(configOf({ ...env, RMP_JOURNAL_FSYNC: "true" }).journalFsync).toBe(true);
  });
  it.each([
    ["RMP_REPLICA", "Attestation 1"],
    ["RMP_SERVICE_PROVIDER_CODE", "12345"],
    ["RMP_X5U_ORIGIN", "http://x5u.example"],
    ["RMP_JOURNAL_FSYNC", "sometimes"],
    ["RMP_JOURNAL", "journal"],
  ])("names %s where it is wrong or unknown", (name, value) => {
    expect(() => configOf({ ...env, [name]: value })).toThrow(name);
  });
});
