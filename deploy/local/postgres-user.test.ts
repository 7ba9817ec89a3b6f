import { expect, test } from "vitest";
import { asOrdinaryUser } from "./postgres-user.ts";

const linux = { platform: "linux", uid: 0, userNamespaces: () => true };

test("root runs PostgreSQL as nobody in a user namespace", () => {
  expect(asOrdinaryUser("postgres", linux).join(" ")).toBe(
    "unshare --user --map-user=65534 --map-group=65534 setpriv --pdeathsig=INT postgres",
  );
});

test("root without user namespaces runs it as nobody who passes the permissions of files", () => {
  expect(asOrdinaryUser("postgres", { ...linux, userNamespaces: () => false })).toEqual([
    "setpriv",
    "--reuid=65534",
    "--regid=65534",
    "--clear-groups",
    "--inh-caps=+dac_override",
    "--ambient-caps=+dac_override",
    "--securebits=+no_setuid_fixup",
    "--pdeathsig=INT",
    "postgres",
  ]);
});

test("an ordinary user runs it as it is, and it ends with its owner", () => {
  expect(asOrdinaryUser("postgres", { ...linux, uid: 1000 })).toEqual(["setpriv", "--pdeathsig=INT", "postgres"]);
});

test("a system without util-linux runs the program alone", () => {
  expect(asOrdinaryUser("postgres", { ...linux, platform: "darwin", uid: 501 })).toEqual(["postgres"]);
});
