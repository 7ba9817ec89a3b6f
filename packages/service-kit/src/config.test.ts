import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ConfigRefused, hostPort, readConfig, serviceConfig } from "./config.ts";

const schema = z.object({ listen: hostPort, tlsKeyFile: z.string(), admitFictional: z.stringbool().default(false) });

const refusal = (env: Record<string, string>): unknown => {
  try {
    return readConfig(schema, env);
  } catch (error) {
    return error;
  }
};

it("names are the schema's, in capitals behind the prefix", () =>
  expect(
    readConfig(schema, {
      RMP_LISTEN: "[::1]:50051",
      RMP_TLS_KEY_FILE: "/k",
      RMP_ADMIT_FICTIONAL: "true",
      PATH: "/bin",
    }),
  ).toEqual({ listen: "[::1]:50051", tlsKeyFile: "/k", admitFictional: true }));

it("one sentence names every problem", () => {
  const error = refusal({ RMP_LISTEN: "everywhere", RMP_TLS_KEY: "/k" });
  expect(error).toBeInstanceOf(ConfigRefused);
  expect(error).toMatchObject({
    message:
      "The configuration is refused: RMP_LISTEN is not as it must be (expected host:port); RMP_TLS_KEY_FILE is missing; RMP_TLS_KEY is unknown.",
  });
});

it("an empty name is a missing one", () =>
  expect(refusal({ RMP_LISTEN: "", RMP_TLS_KEY_FILE: "/k" })).toMatchObject({
    message: "The configuration is refused: RMP_LISTEN is missing.",
  }));

describe("the names of every service", () => {
  const env = {
    RMP_ENV: "development",
    RMP_LISTEN: "127.0.0.1:0",
    RMP_TLS_CERT_FILE: "/c",
    RMP_TLS_KEY_FILE: "/k",
    RMP_TLS_CA_FILE: "/a",
    RMP_EVENT_STORE: "esdb://127.0.0.1:2113?tls=true&tlsCAFile=/a",
    RMP_EVENT_STORE_CREDENTIALS_FILE: "/e",
    RMP_POSTGRES: "postgres://customer@127.0.0.1:5432/rmp",
    RMP_POSTGRES_PASSWORD_FILE: "/p",
    RMP_STAFF_ISSUER: "https://staff.test",
    RMP_STAFF_AUDIENCE: "rmp",
    RMP_STAFF_JWKS: "https://127.0.0.1:8443/.well-known/jwks.json",
    RMP_KEY_ENCRYPTION_KEYS_FILE: "/ke",
    RMP_REQUEST_MAC_KEYS_FILE: "/ma",
    RMP_PROVIDER_ID: "ccs",
  };

  it("are enough", () => expect(readConfig(serviceConfig, env).eventStore).toBe(env.RMP_EVENT_STORE));

  it("take no password, and do not repeat one", () =>
    expect(() =>
      readConfig(serviceConfig, { ...env, RMP_POSTGRES: "postgres://customer:hunter2@127.0.0.1/rmp" }),
    ).toThrow(new ConfigRefused("The configuration is refused: RMP_POSTGRES holds a password, which comes by file.")));
});
