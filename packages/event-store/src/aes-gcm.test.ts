import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { decrypt, encrypt } from "./aes-gcm.ts";

const key = randomBytes(32);
const cipher = encrypt(Buffer.from("Ada"), key, "here");

test("it opens with the same key in the same place", () => {
  expect(decrypt(cipher, key, "here").toString()).toBe("Ada");
});

test.each([
  ["another place", () => decrypt(cipher, key, "there"), /unable to authenticate/],
  ["another key", () => decrypt(cipher, randomBytes(32), "here"), /unable to authenticate/],
  ["a changed text", () => decrypt({ ...cipher, ciphertext: "AAAA" }, key, "here"), /unable to authenticate/],
  ["a short tag", () => decrypt({ ...cipher, tag: cipher.tag.slice(0, 6) }, key, "here"), /authentication tag length/],
])("it does not open with %s", (_, open, message) => expect(open).toThrow(message));

test("the same text twice is not the same cipher", () => {
  expect(encrypt(Buffer.from("Ada"), key, "here")).not.toEqual(cipher);
});
