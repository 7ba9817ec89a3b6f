import { mkdtemp, readFile, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { basicAuthentication, hashUser, readUsersFile, writeUsersFile } from "./users.ts";

const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;
const temporaryFile = async () => join(await mkdtemp(join(tmpdir(), "rmp-users-")), "users.json");

test("who proves a user's password is that user, with the groups and the own name as roles", async () => {
  const authenticate = basicAuthentication([await hashUser({ name: "anna", password: "p:ä", groups: ["g"] })]);
  const anna = { name: "anna", roles: new Set(["anna", "g"]) };
  expect(await authenticate(basic("anna:p:ä"))).toEqual(anna);
  expect(await authenticate(basic("anna:p:ä"))).toEqual(anna);
});

test.each([
  ["a wrong password", basic("anna:wrong")],
  ["an unknown name", basic("bert:right")],
  ["no name", basic(":")],
  ["no password", basic("anna")],
  ["another scheme", "Bearer abc"],
  ["nothing", ""],
])("%s is refused", async (_title, header) => {
  const authenticate = basicAuthentication([await hashUser({ name: "anna", password: "right", groups: [] })]);
  expect(await authenticate(header)).toBe("refused");
});

test("without a header the caller is anonymous", async () => {
  expect(await basicAuthentication([])(undefined)).toBe(undefined);
});

test("a users file is private, holds no password and reads back", async () => {
  const path = await temporaryFile();
  await writeUsersFile(path, [{ name: "anna", password: "secret", groups: ["rmp-services"] }]);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readFile(path, "utf8")).not.toContain("secret");
  const authenticate = basicAuthentication(await readUsersFile(path));
  expect(await authenticate(basic("anna:secret"))).toEqual({
    name: "anna",
    roles: new Set(["anna", "rmp-services"]),
  });
});

test("a file that is no users file is refused by its path", async () => {
  const path = await temporaryFile();
  await writeFile(path, `{"users":[{"name":"anna"}]}`);
  await expect(readUsersFile(path)).rejects.toThrow(`${path} is not a users file`);
});
