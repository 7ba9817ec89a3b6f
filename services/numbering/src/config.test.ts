import { describe, expect, it } from "vitest";
import { configOf } from "./config.ts";

const env = {
  RMP_ENV: "development",
  RMP_LISTEN: "127.0.0.1:50051",
  RMP_TLS_CERT_FILE: "cert.pem",
  RMP_TLS_KEY_FILE: "key.pem",
  RMP_TLS_CA_FILE: "ca.pem",
  RMP_EVENT_STORE: "esdb://127.0.0.1:2113",
  RMP_EVENT_STORE_CREDENTIALS_FILE: "credentials",
  RMP_POSTGRES: "postgres://numbering@127.0.0.1:5432/rmp",
  RMP_POSTGRES_PASSWORD_FILE: "password",
  RMP_STAFF_ISSUER: "https://issuer.test",
  RMP_STAFF_AUDIENCE: "rmp",
  RMP_STAFF_JWKS: "https://issuer.test/jwks.json",
  RMP_KEY_ENCRYPTION_KEYS_FILE: "kek.json",
  RMP_REQUEST_MAC_KEYS_FILE: "mac.json",
  RMP_PROVIDER_ID: "ccs",
  RMP_NUMBERING_ADDRESS: "127.0.0.1:50051",
};

describe("the setting that admits fictional numbers", () => {
  it("is off where nobody says so", () => expect(configOf(env).admitFictionalNumbers).toBe("false"));
  it("is on where somebody does", () =>
    expect(configOf({ ...env, RMP_ADMIT_FICTIONAL_NUMBERS: "true" }).admitFictionalNumbers).toBe("true"));
  it.each(["0.0.0.0:50051", "numbering:50051", "127.0.0.1.example.com:50051"])("stops the start at %s", (listen) =>
    expect(() => configOf({ ...env, RMP_LISTEN: listen, RMP_ADMIT_FICTIONAL_NUMBERS: "true" })).toThrow(
      "RMP_ADMIT_FICTIONAL_NUMBERS",
    ),
  );
});
